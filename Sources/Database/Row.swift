import CPostgres
import Glibc

/// One row of `Rows`.
package struct Row: Sendable {
  let storage: Rows.Storage
  let index: Int32

  /// The value in column number `column` (from 0).
  /// - Throws: `.decoding` if the type is another one, or it is NULL and no Optional was asked for.
  package func get<Value: PostgresCodable>(
    _ type: Value.Type, _ column: Int
  ) throws(DatabaseError) -> Value {
    let result = storage.result
    guard let column32 = Int32(exactly: column), (0..<PQnfields(result)).contains(column32) else {
      throw DatabaseError(.decoding, "there is no column \(column)")
    }
    var bytes: UnsafeRawBufferPointer?
    if PQgetisnull(result, index, column32) == 0 {
      bytes = UnsafeRawBufferPointer(
        start: PQgetvalue(result, index, column32), count: Int(PQgetlength(result, index, column32)))
    }
    let cell = Cell(bytes: bytes, oid: PQftype(result, column32), storage: storage, index: column32)
    guard bytes == nil || PQfformat(result, column32) == 1 else {
      throw DatabaseError(.decoding, "column '\(cell.column)' is in text form", hint: "do not use simple() for queries")
    }
    return try Value.read(cell)
  }

  /// The value in the first column of that name, exactly as written.
  package func get<Value: PostgresCodable>(
    _ type: Value.Type, _ column: String
  ) throws(DatabaseError) -> Value {
    for index in 0..<PQnfields(storage.result) where strcmp(PQfname(storage.result, index), column) == 0 {
      return try get(type, Int(index))
    }
    throw DatabaseError(.decoding, "there is no column '\(column)'")
  }

  /// The same, of the type that the context asks for.
  package func get<Value: PostgresCodable>(_ column: Int) throws(DatabaseError) -> Value {
    try get(Value.self, column)
  }

  /// The same, of the type that the context asks for.
  package func get<Value: PostgresCodable>(_ column: String) throws(DatabaseError) -> Value {
    try get(Value.self, column)
  }

  /// The text of a column of `simple(_:)`'s result; nil: NULL, or there is no such column, or it is in binary form.
  package func text(_ column: Int) -> String? {
    guard let index = Int32(exactly: column), (0..<PQnfields(storage.result)).contains(index),
      PQfformat(storage.result, index) == 0,
      PQgetisnull(storage.result, self.index, index) == 0
    else { return nil }
    return PQgetvalue(storage.result, self.index, index).map { String(cString: $0) }
  }

  /// The first columns, as a tuple.
  package func get<each Value: PostgresCodable>(
    _ types: repeat (each Value).Type
  ) throws(DatabaseError) -> (repeat each Value) {
    var column = -1
    func next() -> Int {
      column += 1
      return column
    }
    return (repeat try get(each types, next()))
  }
}

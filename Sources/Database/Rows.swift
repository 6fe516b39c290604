import CPostgres

/// What a statement gave back: its rows, in memory, in binary form. Cells are decoded when they are asked for.
package struct Rows: Sendable, RandomAccessCollection {
  /// Owns one PGresult, and frees it exactly once.
  ///
  /// Sendable: libpq does not change a result once it has handed it out, and all functions used on it only read.
  final class Storage: @unchecked Sendable {
    let result: OpaquePointer
    /// A result calls the notice receiver of its connection, when it is asked for what it does not have.
    private let notices: NoticeSink

    init(_ result: OpaquePointer, _ notices: NoticeSink) {
      self.result = result
      self.notices = notices
    }

    deinit { PQclear(result) }

    func columnName(_ index: Int32) -> String { PQfname(result, index).map { String(cString: $0) } ?? "" }
  }

  let storage: Storage
  package let count: Int

  /// Takes over `result`.
  init(_ result: OpaquePointer, _ notices: NoticeSink) {
    storage = Storage(result, notices)
    count = Int(PQntuples(result))
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }
  package subscript(index: Int) -> Row {
    precondition(index >= 0 && index < count, "row \(index) of \(count)")
    return Row(storage: storage, index: Int32(index))
  }

  /// The number of rows that the statement inserted, updated, deleted, copied or selected; 0 for the others.
  package var affected: Int {
    PQcmdTuples(storage.result).flatMap { Int(String(cString: $0)) } ?? 0
  }

  /// The command's tag: `INSERT 0 5`, `ROLLBACK`.
  package var command: String { PQcmdStatus(storage.result).map { String(cString: $0) } ?? "" }

  package var columns: [Column] {
    (0..<PQnfields(storage.result)).map { index in
      Column(name: storage.columnName(index), oid: PQftype(storage.result, index))
    }
  }

  package struct Column: Hashable, Sendable {
    package var name: String
    package var oid: UInt32
  }
}

extension Rows {
  /// Each row through `body`.
  package func decode<Value>(
    _ body: (Row) throws(DatabaseError) -> Value
  ) throws(DatabaseError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(count)
    for row in self { values.append(try body(row)) }
    return values
  }

  /// Each row as a tuple of its first columns:
  ///
  ///     for (id, name) in try rows.decode(Int64.self, String?.self) { … }
  package func decode<each Value: PostgresCodable>(
    _ types: repeat (each Value).Type
  ) throws(DatabaseError) -> [(repeat each Value)] {
    try decode { (row) throws(DatabaseError) in try row.get(repeat each types) }
  }

  /// The only row.
  /// - Throws: `.decoding` if there is none, or more than one.
  package func only() throws(DatabaseError) -> Row {
    guard count == 1 else { throw DatabaseError(.decoding, "expected one row, not \(count)") }
    return self[0]
  }
}

/// What can be bound to a parameter and read from a column: every `PostgresValue`, and each as an Optional (NULL).
package protocol PostgresCodable: Sendable {
  func bind(to parameters: inout Parameters)
  /// - Throws: `.decoding` if the column is of another type, or NULL where no Optional was asked for.
  static func read(_ cell: Cell) throws(DatabaseError) -> Self
}

/// A value with a binary form in PostgreSQL.
package protocol PostgresValue: PostgresCodable {
  /// What it is bound as.
  static var type: PostgresType { get }
  /// The types of columns that it can be read from.
  static func accepts(_ oid: UInt32) -> Bool
  func encode(into writer: inout BinaryWriter)
  /// Nil if the bytes are not what the type promises, or do not fit into `Self`.
  static func decode(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> Self?
}

/// What can be in an array. How the array as a whole looks is its business: `[UInt8]` is no array but a `bytea`.
package protocol PostgresElement: Sendable {
  static var listType: PostgresType { get }
  static func accepts(list oid: UInt32) -> Bool
  static func encode(list: [Self], into writer: inout BinaryWriter)
  static func decode(list bytes: UnsafeRawBufferPointer) -> [Self]?
}

/// A value that may stand alone and in an array.
package protocol PostgresScalar: PostgresValue, PostgresElement {
  static var arrayType: PostgresType { get }
  /// Bytes of every value's binary form, if they are all of one size: lets an array reserve its space.
  static var size: Int? { get }
}

/// One column of one row, not decoded yet. Only valid while its `Rows` are.
package struct Cell {
  let bytes: UnsafeRawBufferPointer?
  let oid: UInt32
  let storage: Rows.Storage
  let index: Int32

  var column: String { storage.columnName(index) }

  func mismatch(_ expected: String, hint: String? = nil) -> DatabaseError {
    let found = bytes == nil ? "NULL" : PostgresType.describe(oid: oid)
    return DatabaseError(.decoding, "column '\(column)' is \(found) (oid \(oid)), not \(expected)", hint: hint)
  }
}

extension PostgresValue {
  package static func accepts(_ oid: UInt32) -> Bool { oid == type.oid }

  package func bind(to parameters: inout Parameters) {
    encode(into: &parameters.writer)
    parameters.finish(Self.type, isNull: false)
  }

  package static func read(_ cell: Cell) throws(DatabaseError) -> Self {
    guard let bytes = cell.bytes else { throw cell.mismatch(type.name, hint: "ask for an Optional") }
    guard accepts(cell.oid) else { throw cell.mismatch(type.name) }
    guard let value = decode(bytes, oid: cell.oid) else {
      throw DatabaseError(.decoding, "column '\(cell.column)' holds a \(type.name) that does not fit into \(Self.self)")
    }
    return value
  }
}

extension Optional: PostgresCodable where Wrapped: PostgresValue {
  package func bind(to parameters: inout Parameters) {
    if let self { self.bind(to: &parameters) } else { parameters.finish(Wrapped.type, isNull: true) }
  }

  package static func read(_ cell: Cell) throws(DatabaseError) -> Self {
    cell.bytes == nil ? nil : try Wrapped.read(cell)
  }
}

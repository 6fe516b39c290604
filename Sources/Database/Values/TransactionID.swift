/// An `xid8`: the number of a transaction of one cluster. It never wraps.
package struct TransactionID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var number: UInt64

  package init(_ number: UInt64) { self.number = number }

  package var description: String { String(number) }

  package static func < (left: TransactionID, right: TransactionID) -> Bool { left.number < right.number }
}

extension TransactionID: PostgresScalar {
  package static var type: PostgresType { .xid8 }
  package static var arrayType: PostgresType { .xid8Array }
  package static var size: Int? { 8 }
  package func encode(into writer: inout BinaryWriter) { writer.write(number) }
  package static func decode(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> TransactionID? {
    bytes.count == 8 ? TransactionID(bytes.integer()) : nil
  }
}

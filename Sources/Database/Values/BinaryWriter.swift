/// Appends values in PostgreSQL's binary form (big-endian) to one buffer.
package struct BinaryWriter: Sendable {
  package var bytes: [UInt8] = []

  package init() {}

  /// Makes room for `count` more bytes, growing at least twofold so that many small reservations stay cheap.
  mutating func reserve(_ count: Int) {
    guard bytes.capacity - bytes.count < count else { return }
    bytes.reserveCapacity(max(bytes.count + count, bytes.capacity * 2))
  }

  @inlinable
  package mutating func write(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  @inlinable
  package mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  /// The head of a one-dimensional array; its elements follow, each with its length.
  mutating func array(of type: PostgresType, count: Int, hasNulls: Bool) {
    write(Int32(count == 0 ? 0 : 1))
    write(Int32(hasNulls ? 1 : 0))
    write(type.oid)
    guard count > 0 else { return }
    write(Int32(count))
    write(Int32(1))
  }

  mutating func element(_ value: some PostgresScalar) {
    let start = bytes.count
    write(Int32(0))
    value.encode(into: &self)
    let length = Int32(bytes.count - start - 4).bigEndian
    bytes.withUnsafeMutableBytes { $0.storeBytes(of: length, toByteOffset: start, as: Int32.self) }
  }

  mutating func element<Value: PostgresScalar>(_ value: Value?) {
    if let value { element(value) } else { write(Int32(-1)) }
  }
}

extension UnsafeRawBufferPointer {
  /// The big-endian integer at `offset`. The caller has checked the length.
  func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self, at offset: Int = 0) -> Value {
    Value(bigEndian: loadUnaligned(fromByteOffset: offset, as: Value.self))
  }
}

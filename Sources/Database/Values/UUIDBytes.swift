/// A `uuid`: 16 bytes, compared as PostgreSQL does.
package struct UUIDBytes: Hashable, Comparable, Sendable {
  /// The first and the last eight bytes, as big-endian numbers.
  package var high: UInt64
  package var low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Nil unless `text` is 32 hexadecimal digits, in groups of 8-4-4-4-12 or with no hyphen at all.
  package init?(_ text: String) {
    var digits: [UInt8] = []
    for (index, byte) in text.utf8.enumerated() {
      if byte == UInt8(ascii: "-"), text.utf8.count == 36, [8, 13, 18, 23].contains(index) { continue }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digits.count < 32 else { return nil }
      digits.append(UInt8(digit))
    }
    guard digits.count == 32, [32, 36].contains(text.utf8.count) else { return nil }
    func number(_ digits: ArraySlice<UInt8>) -> UInt64 { digits.reduce(0) { $0 << 4 | UInt64($1) } }
    self.init(high: number(digits[..<16]), low: number(digits[16...]))
  }

  package static func < (left: UUIDBytes, right: UUIDBytes) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

extension UUIDBytes: CustomStringConvertible {
  /// Lower case, 8-4-4-4-12.
  package var description: String {
    func hex(_ value: UInt64) -> String {
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    let digits = Array((hex(high) + hex(low)).utf8)
    let groups = [digits[..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20...]]
    return groups.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
  }
}

extension UUIDBytes: PostgresScalar {
  package static var type: PostgresType { .uuid }
  package static var arrayType: PostgresType { .uuidArray }
  package static var size: Int? { 16 }
  package func encode(into writer: inout BinaryWriter) {
    writer.write(high)
    writer.write(low)
  }
  package static func decode(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> UUIDBytes? {
    bytes.count == 16 ? UUIDBytes(high: bytes.integer(), low: bytes.integer(at: 8)) : nil
  }
}

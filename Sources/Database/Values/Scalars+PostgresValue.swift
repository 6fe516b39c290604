package import Time

extension Bool: PostgresScalar {
  package static var type: PostgresType { .bool }
  package static var arrayType: PostgresType { .boolArray }
  package static var size: Int? { 1 }
  package func encode(into writer: inout BinaryWriter) { writer.write(UInt8(self ? 1 : 0)) }
  package static func decode(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> Bool? {
    bytes.count == 1 ? bytes[0] != 0 : nil
  }
}

/// A `double precision`; also read from a `real`.
extension Double: PostgresScalar {
  package static var type: PostgresType { .float8 }
  package static var arrayType: PostgresType { .float8Array }
  package static var size: Int? { 8 }
  package static func accepts(_ oid: UInt32) -> Bool {
    oid == PostgresType.float8.oid || oid == PostgresType.float4.oid
  }
  package static func accepts(list oid: UInt32) -> Bool {
    oid == PostgresType.float8Array.oid || oid == PostgresType.float4Array.oid
  }
  package func encode(into writer: inout BinaryWriter) { writer.write(bitPattern) }
  package static func decode(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> Double? {
    switch bytes.count {
    case 8: Double(bitPattern: bytes.integer())
    case 4: Double(Float(bitPattern: bytes.integer()))
    default: nil
    }
  }
}

/// A `text`; also read from the other types of text, an enum's label, and JSON.
/// It cannot hold U+0000: the server refuses it (22021).
extension String: PostgresScalar {
  package static var type: PostgresType { .text }
  package static var arrayType: PostgresType { .textArray }
  package static func accepts(_ oid: UInt32) -> Bool {
    if oid >= PostgresType.firstUserDefined { return true }
    let types: [PostgresType] = [.text, .varchar, .bpchar, .name, .char, .json, .jsonb, .unknown]
    return types.contains { $0.oid == oid }
  }
  package static func accepts(list oid: UInt32) -> Bool {
    if oid >= PostgresType.firstUserDefined { return true }
    let types: [PostgresType] = [.textArray, .varcharArray, .bpcharArray, .nameArray, .jsonArray, .jsonbArray]
    return types.contains { $0.oid == oid }
  }
  package func encode(into writer: inout BinaryWriter) { writer.write(self) }
  package static func decode(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> String? {
    if oid == PostgresType.jsonb.oid { return JSONText.decode(bytes, oid: oid)?.text }
    // A composite or other user-defined type is no text; a label of an enum is.
    if oid >= PostgresType.firstUserDefined { return String(validating: bytes, as: UTF8.self) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A `timestamptz`. `Int64.max` and `.min` microseconds stand for `infinity` and `-infinity`. The last 30 years before
/// 294277 do not fit, since PostgreSQL counts from 2000.
extension Timestamp: PostgresScalar {
  package static var type: PostgresType { .timestamptz }
  package static var arrayType: PostgresType { .timestamptzArray }
  package static var size: Int? { 8 }

  /// 2000-01-01T00:00:00Z.
  private static let epoch: Int64 = 946_684_800_000_000

  package func encode(into writer: inout BinaryWriter) {
    switch microseconds {
    case .max, .min: writer.write(microseconds)
    default:
      let (value, overflow) = microseconds.subtractingReportingOverflow(Self.epoch)
      // Not infinity but the number next to it, which the server refuses as out of range.
      writer.write(overflow ? .min + 1 : value)
    }
  }

  package static func decode(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> Timestamp? {
    guard bytes.count == 8 else { return nil }
    let value = bytes.integer(Int64.self)
    if value == .max || value == .min { return Timestamp(microseconds: value) }
    let (microseconds, overflow) = value.addingReportingOverflow(epoch)
    return overflow ? nil : Timestamp(microseconds: microseconds)
  }
}

/// An `interval`, as microseconds: a day is read as 24 hours, and one with months does not fit.
extension Duration: PostgresScalar {
  package static var type: PostgresType { .interval }
  package static var arrayType: PostgresType { .intervalArray }
  package static var size: Int? { 16 }

  package func encode(into writer: inout BinaryWriter) {
    writer.write(microseconds)
    writer.write(Int32(0))
    writer.write(Int32(0))
  }

  package static func decode(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> Duration? {
    guard bytes.count == 16, bytes.integer(Int32.self, at: 12) == 0 else { return nil }
    return .microseconds(bytes.integer(Int64.self)) + .seconds(Int64(bytes.integer(Int32.self, at: 8)) * 86_400)
  }
}

extension Array: PostgresCodable where Element: PostgresElement {}

extension Array: PostgresValue where Element: PostgresElement {
  package static var type: PostgresType { Element.listType }
  package static func accepts(_ oid: UInt32) -> Bool { Element.accepts(list: oid) }
  package func encode(into writer: inout BinaryWriter) { Element.encode(list: self, into: &writer) }
  package static func decode(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> Self? { Element.decode(list: bytes) }
}

extension PostgresScalar {
  package static var size: Int? { nil }
  package static var listType: PostgresType { arrayType }
  package static func accepts(list oid: UInt32) -> Bool { oid == arrayType.oid }

  package static func encode(list: [Self], into writer: inout BinaryWriter) {
    if let size { writer.reserve(20 + list.count * (4 + size)) }
    writer.array(of: type, count: list.count, hasNulls: false)
    for value in list { writer.element(value) }
  }

  package static func decode(list bytes: UnsafeRawBufferPointer) -> [Self]? {
    ArrayReader(bytes)?.read { (bytes, oid) -> Self? in bytes.flatMap { decode($0, oid: oid) } }
  }
}

extension Optional: PostgresElement where Wrapped: PostgresScalar {
  package static var listType: PostgresType { Wrapped.arrayType }
  package static func accepts(list oid: UInt32) -> Bool { Wrapped.accepts(list: oid) }

  package static func encode(list: [Self], into writer: inout BinaryWriter) {
    writer.array(of: Wrapped.type, count: list.count, hasNulls: true)
    for value in list { writer.element(value) }
  }

  package static func decode(list bytes: UnsafeRawBufferPointer) -> [Self]? {
    ArrayReader(bytes)?.read { (bytes, oid) -> Wrapped?? in
      guard let bytes else { return .some(nil) }
      return Wrapped.decode(bytes, oid: oid).map { .some($0) }
    }
  }
}

/// A list of bytes is a `bytea`, not an array.
extension UInt8: PostgresElement {
  package static var listType: PostgresType { .bytea }
  package static func accepts(list oid: UInt32) -> Bool { oid == PostgresType.bytea.oid }
  package static func encode(list: [UInt8], into writer: inout BinaryWriter) {
    writer.bytes.append(contentsOf: list)
  }
  package static func decode(list bytes: UnsafeRawBufferPointer) -> [UInt8]? { Array(bytes) }
}

extension Array: PostgresElement where Element == UInt8 {}

extension Array: PostgresScalar where Element == UInt8 {
  package static var arrayType: PostgresType { .byteaArray }
}

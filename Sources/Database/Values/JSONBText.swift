/// A JSON document that is bound as `jsonb`, for the columns that are searched.
package struct JSONBText: Hashable, Sendable, ExpressibleByStringLiteral {
  package var json: JSONText

  package init(_ json: JSONText) { self.json = json }
  package init(_ text: String) { json = JSONText(text) }
  package init(stringLiteral text: String) { self.init(text) }
}

extension JSONBText: PostgresScalar {
  package static var type: PostgresType { .jsonb }
  package static var arrayType: PostgresType { .jsonbArray }
  package static func accepts(_ oid: UInt32) -> Bool { JSONText.accepts(oid) }
  package static func accepts(list oid: UInt32) -> Bool { JSONText.accepts(list: oid) }
  package func encode(into writer: inout BinaryWriter) {
    writer.write(UInt8(1))
    json.encode(into: &writer)
  }
  package static func decode(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> JSONBText? {
    JSONText.decode(bytes, oid: oid).map(JSONBText.init)
  }
}

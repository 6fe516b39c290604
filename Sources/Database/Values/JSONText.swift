/// A JSON document as it was written: UTF-8, not parsed, not checked. Bound as `json`; read from `json` and `jsonb`.
package struct JSONText: Hashable, Sendable, ExpressibleByStringLiteral {
  package var utf8: [UInt8]

  package init(utf8: [UInt8]) { self.utf8 = utf8 }
  package init(_ text: String) { self.utf8 = Array(text.utf8) }
  package init(stringLiteral text: String) { self.init(text) }

  package var text: String { String(decoding: utf8, as: UTF8.self) }
}

extension JSONText: PostgresScalar {
  package static var type: PostgresType { .json }
  package static var arrayType: PostgresType { .jsonArray }
  package static func accepts(_ oid: UInt32) -> Bool {
    oid == PostgresType.json.oid || oid == PostgresType.jsonb.oid
  }
  package static func accepts(list oid: UInt32) -> Bool {
    oid == PostgresType.jsonArray.oid || oid == PostgresType.jsonbArray.oid
  }
  package func encode(into writer: inout BinaryWriter) { writer.bytes.append(contentsOf: utf8) }
  package static func decode(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> JSONText? {
    guard oid == PostgresType.jsonb.oid else { return JSONText(utf8: Array(bytes)) }
    // The version of jsonb's binary form: there has only ever been 1.
    return bytes.first == 1 ? JSONText(utf8: Array(bytes.dropFirst())) : nil
  }
}

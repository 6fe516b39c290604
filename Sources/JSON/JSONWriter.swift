/// Writes values as JSON.
package struct JSONWriter: Sendable {
  package enum Form: Sendable {
    /// No blanks at all: one line.
    case compact
    /// Two spaces per level, `"key": value`; an empty array or object stays on its line.
    case pretty
    /// Compact, keys sorted by their bytes, of duplicate keys the last: equal for objects that mean the same, so what
    /// checksums are made of. Numbers keep their text: `1.0` and `1` differ.
    case canonical
  }

  private let form: Form
  private var output: [UInt8] = []

  private init(_ form: Form) { self.form = form }

  /// UTF-8, without a newline at the end.
  package static func bytes(_ value: JSONValue, _ form: Form = .compact) -> [UInt8] {
    var writer = JSONWriter(form)
    writer.write(value, level: 0)
    return writer.output
  }

  package static func text(_ value: JSONValue, _ form: Form = .compact) -> String {
    String(decoding: bytes(value, form), as: UTF8.self)
  }

  private mutating func write(_ value: JSONValue, level: Int) {
    switch value {
    case .null: write("null")
    case .bool(let value): write(value ? "true" : "false")
    case .number(let number): write(number.text)
    case .string(let text): JSONString.append(text, to: &output)
    case .array(let elements):
      writeList(elements, "[", "]", level: level) { $0.write($1, level: level + 1) }
    case .object(let object):
      writeList(form == .canonical ? sorted(object) : object.members, "{", "}", level: level) { writer, member in
        JSONString.append(member.key, to: &writer.output)
        writer.write(writer.form == .pretty ? ": " : ":")
        writer.write(member.value, level: level + 1)
      }
    }
  }

  private mutating func writeList<Element>(
    _ elements: [Element], _ begin: String, _ end: String, level: Int,
    _ writeElement: (inout JSONWriter, Element) -> Void
  ) {
    write(begin)
    for (index, element) in elements.enumerated() {
      if index > 0 { write(",") }
      breakLine(level: level + 1)
      writeElement(&self, element)
    }
    if !elements.isEmpty { breakLine(level: level) }
    write(end)
  }

  private mutating func breakLine(level: Int) {
    guard form == .pretty else { return }
    output.append(0x0A)
    output.append(contentsOf: repeatElement(0x20, count: 2 * level))
  }

  private func sorted(_ object: JSONObject) -> [JSONObject.Member] {
    var last: [JSONKey: JSONValue] = [:]
    for member in object.members { last[JSONKey(member.key)] = member.value }
    return last.sorted { $0.key < $1.key }.map { JSONObject.Member(key: $0.key.text, value: $0.value) }
  }

  private mutating func write(_ text: String) { output.append(contentsOf: text.utf8) }
}

extension JSONValue: CustomStringConvertible {
  /// Compact JSON.
  package var description: String { JSONWriter.text(self) }

  /// SHA-256 of the canonical form, in hexadecimal: equal for values that mean the same.
  package var checksum: String { SHA256.hex(JSONWriter.bytes(self, .canonical)) }
}

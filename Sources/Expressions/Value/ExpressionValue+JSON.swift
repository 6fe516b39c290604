package import JSON

extension ExpressionValue {
  /// A number without fraction and exponent that fits in 64 bits with a sign is an int, so that `input.count + 1` works;
  /// any other is a double. Of a key that comes twice, the last counts.
  package init(_ json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .number(let number):
      if let whole = Int64(number.text) {
        self = .int(whole)
      } else {
        // Beyond the range this gives infinity: what was written is larger than any double.
        self = .double(Double(number.text) ?? .nan)
      }
    case .string(let text): self = .string(text)
    case .array(let elements): self = .list(elements.map { ExpressionValue($0) })
    case .object(let object):
      var map = ExpressionMap()
      for member in object.members { map.set(.string(member.key), ExpressionValue(member.value)) }
      self = .map(map)
    }
  }

  /// As JSON, as protocol buffers map it: bytes are base64, times RFC 3339, durations `1.5s`, what JSON has no number for a
  /// text (`NaN`, `Infinity`), an optional its value or null; a type is its name.
  package func jsonValue() -> JSONValue {
    switch self {
    case .null: .null
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .uint(let value): .int(value)
    case .double(let value): value.isFinite ? .double(value) : .string(NumberText.special(value))
    case .string(let text): .string(text)
    case .bytes(let bytes): .string(Base64.encode(bytes))
    case .list(let elements): .array(elements.map { $0.jsonValue() })
    case .map(let map): .object(map.entries.map { ($0.key.text, $0.value.jsonValue()) })
    case .timestamp(let instant): .string(TimeText.text(of: instant))
    case .duration(let nanoseconds): .string(TimeText.text(ofDuration: nanoseconds))
    case .type(let name): .string(name)
    case .optional(let optional): optional.value?.jsonValue() ?? .null
    }
  }
}

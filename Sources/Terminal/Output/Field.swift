package import JSON
package import Time

/// One value of a row: exact for programs, readable for people.
package struct Field: Sendable {
  package var json: JSONValue
  /// What a table shows. Controls in it are made visible by the table.
  package var text: String
  /// What it shows instead on a terminal that has no room for that; nil: there is no shorter form.
  package var short: String?
  package var style: Style

  package init(json: JSONValue, text: String, short: String? = nil, style: Style = .plain) {
    self.json = json
    self.text = text
    self.short = short
    self.style = style
  }

  package static func text(_ text: String?, style: Style = .plain) -> Field {
    Field(json: text.map { .string($0) } ?? .null, text: text ?? "", style: style)
  }

  /// Glyph, word and colour of a status; the word alone in JSON.
  package static func status(_ word: String, look: Look) -> Field {
    let mark = StatusMark(word)
    return Field(json: .string(word), text: "\(mark.glyph(look)) \(word)", style: mark.style)
  }

  package static func count(_ count: (some BinaryInteger)?) -> Field {
    guard let count else { return Field(json: .null, text: "") }
    return Field(json: .int(count), text: HumanText.count(count))
  }

  package static func bytes(_ count: (some BinaryInteger)?) -> Field {
    guard let count else { return Field(json: .null, text: "") }
    return Field(json: .int(count), text: HumanText.bytes(count))
  }

  /// RFC 3339 in JSON; `3s ago` in a table.
  package static func time(_ time: Timestamp?, now: Timestamp) -> Field {
    guard let time else { return Field(json: .null, text: "") }
    return Field(json: .string(time.rfc3339), text: HumanText.relative(time, now: now))
  }

  /// Seconds in JSON, exact to the microsecond; `1h 30m` in a table.
  package static func duration(_ duration: Duration?) -> Field {
    guard let duration else { return Field(json: .null, text: "") }
    return Field(json: .double(Double(duration.microseconds) / 1e6), text: DurationText.format(duration))
  }

  package static func bool(_ value: Bool) -> Field { Field(json: .bool(value), text: value ? "yes" : "no") }

  /// Any JSON; a table shows it compactly.
  package static func json(_ value: JSONValue) -> Field { Field(json: value, text: JSONWriter.text(value)) }
}

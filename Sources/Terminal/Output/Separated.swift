import JSON

/// CSV (RFC 4180, with newlines as on Unix) and TSV (escaped as PostgreSQL's COPY does).
enum Separated {
  static func line(_ values: [JSONValue], _ format: OutputFormat) -> String {
    format == .tsv
      ? values.map { tab(plain($0)) }.joined(separator: "\t")
      : values.map { comma(plain($0)) }.joined(separator: ",")
  }

  /// Text as it is, null as nothing, everything else as JSON.
  static func plain(_ value: JSONValue) -> String {
    switch value {
    case .null: ""
    case .string(let text): text
    default: JSONWriter.text(value)
    }
  }

  private static func comma(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 != 0x2C && $0 != 0x22 && $0 != 0x0A && $0 != 0x0D }
    if isPlain, text.utf8.first != 0x20, text.utf8.last != 0x20 { return text }
    // By scalars: a quote with a combining mark after it is one character to Swift, and still a quote to a reader.
    var quoted = "\""
    for scalar in text.unicodeScalars {
      quoted.unicodeScalars.append(scalar)
      if scalar == "\"" { quoted += "\"" }
    }
    return quoted + "\""
  }

  private static func tab(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\t": result += "\\t"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\\": result += "\\\\"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

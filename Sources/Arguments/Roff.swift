/// Text and macro arguments, made safe for mdoc.
enum Roff {
  /// A line of running text.
  static func text(_ text: String) -> String {
    let escaped = escape(text)
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }

  /// Running text, one sentence a line.
  static func lines(_ text: String) -> [String] { Prose.sentences(text).map(self.text) }

  /// One argument of a macro: nothing in it is taken for a macro or for punctuation.
  static func argument(_ text: String) -> String {
    let escaped = escape(text).replacing("\"", with: "\\(dq")
    // Any argument of two or three letters may be the name of a macro, any of one may be punctuation.
    let guarded = text.count <= 3 ? "\\&" + escaped : escaped
    return guarded.contains(" ") || guarded.isEmpty ? "\"\(guarded)\"" : guarded
  }

  private static func escape(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "'": escaped += "\\(aq"
      case "`": escaped += "\\(ga"
      case "^": escaped += "\\(ha"
      case "~": escaped += "\\(ti"
      case "\t", "\n": escaped += " "
      case " "..."~": escaped.unicodeScalars.append(scalar)
      default:
        let code = String(scalar.value, radix: 16, uppercase: true)
        escaped += "\\[u\(String(repeating: "0", count: max(0, 4 - code.count)))\(code)]"
      }
    }
    return escaped
  }
}

extension String {
  fileprivate func replacing(_ character: Character, with text: String) -> String {
    split(separator: character, omittingEmptySubsequences: false).joined(separator: text)
  }
}

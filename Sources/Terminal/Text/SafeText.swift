/// Text from elsewhere (names, log lines, errors of other programs), made harmless before a terminal sees it: a log line must
/// not be able to move the cursor, set the title, answer for the user, or hide what follows.
package enum SafeText {
  /// One line: controls are shown, not sent. Newline and tab as `\n` and `\t`, other C0 as `^X`, C1 and what reorders
  /// text (bidirectional overrides) or breaks lines as `\u{9b}`.
  package static func line(_ text: some StringProtocol) -> String {
    guard needsWork(text) else { return String(text) }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default: append(scalar, to: &result)
      }
    }
    return result
  }

  /// The lines of a text, each made safe.
  package static func multiline(_ text: String) -> [String] {
    text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line(Substring($0)) }
  }

  /// A line of a program's log: tabs become blanks up to the next multiple of eight, a carriage return at the end goes.
  /// Colour that the program asked for (SGR sequences, nothing else) is kept if `look` has colour, and always ended.
  package static func logLine(_ text: some StringProtocol, look: Look) -> String {
    guard needsWork(text) else { return String(text) }
    var result = ""
    var column = 0
    var isColored = false
    var rest = Substring(text).unicodeScalars[...]
    while rest.last == "\r" || rest.last == "\n" { rest.removeLast() }
    while let scalar = rest.first {
      if scalar == "\u{1b}", let sequence = sgr(rest) {
        if look.hasColor {
          result += String(String.UnicodeScalarView(sequence))
          isColored = true
        }
        rest = rest[sequence.endIndex...]
        continue
      }
      rest.removeFirst()
      if scalar == "\t" {
        let count = 8 - column % 8
        result += String(repeating: " ", count: count)
        column += count
      } else {
        let before = result.unicodeScalars.count
        append(scalar, to: &result)
        column += result.unicodeScalars.count - before
      }
    }
    return isColored ? result + "\u{1b}[0m" : result
  }

  private static func needsWork(_ text: some StringProtocol) -> Bool {
    text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F || ($0.value >= 0x80 && isHarmful($0)) }
  }

  private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
    switch scalar.value {
    case 0..<0x20, 0x7F:
      result += "^"
      result.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value) ^ 0x40))
    case 0x80... where isHarmful(scalar):
      result += "\\u{\(String(scalar.value, radix: 16))}"
    default:
      result.unicodeScalars.append(scalar)
    }
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x80..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }

  /// `ESC [ digits and semicolons m` at the beginning.
  private static func sgr(_ text: Substring.UnicodeScalarView.SubSequence) -> Substring.UnicodeScalarView.SubSequence? {
    let body = text.dropFirst()
    guard body.first == "[" else { return nil }
    guard let end = body.dropFirst().firstIndex(where: { !("0"..."9").contains($0) && $0 != ";" && $0 != ":" }),
      text[end] == "m"
    else { return nil }
    return text[...end]
  }
}

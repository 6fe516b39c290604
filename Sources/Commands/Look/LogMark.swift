import Terminal

/// How the priority of a log line is shown: what stands before the line, and its colour.
struct LogMark {
  /// One cell, styled.
  var bar: String
  /// Of the line itself.
  var style: Style

  /// - Parameter priority: as in syslog: 3 and below an error, 4 a warning, 7 for debugging.
  init(_ priority: Int16, _ look: Look) {
    switch priority {
    case ...3: (bar, style) = (look.styled(look.isUnicode ? "✗" : "x", .failure), .failure)
    case 4: (bar, style) = (look.styled("!", .pending), .plain)
    default: (bar, style) = (look.styled(look.isUnicode ? "│" : "|", .faint), priority >= 7 ? .faint : .plain)
    }
  }

  /// Mark and line. Colours of the program that wrote it win.
  func line(_ text: String, _ look: Look) -> String {
    bar + " " + (text.contains("\u{1b}") ? text : look.styled(text, style))
  }
}

/// Text made to fit a number of cells.
package enum Fitting {
  package enum Alignment: Sendable { case left, right }

  /// `text`, or as much of its beginning as fits with `ellipsis` after it. Never wider than `width`.
  package static func truncate(_ text: String, to width: Int, ellipsis: String = "…") -> String {
    guard CellWidth.of(text) > width else { return text }
    let room = width - CellWidth.of(ellipsis)
    guard room >= 0 else { return prefix(ellipsis, width) }
    return prefix(text, room) + ellipsis
  }

  /// `text` with blanks to make it `width` cells wide; longer text stays as it is.
  package static func pad(_ text: String, to width: Int, _ alignment: Alignment = .left) -> String {
    let blanks = String(repeating: " ", count: max(0, width - CellWidth.of(text)))
    return alignment == .left ? text + blanks : blanks + text
  }

  /// Lines of at most `width` cells, broken at blanks where there are any.
  package static func wrap(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var line = ""
      for word in paragraph.split(separator: " ") {
        if line.isEmpty {
          line = String(word)
        } else if CellWidth.of(line) + 1 + CellWidth.of(word) <= width {
          line += " " + word
        } else {
          lines.append(line)
          line = String(word)
        }
      }
      lines.append(line)
    }
    return lines
  }

  private static func prefix(_ text: String, _ width: Int) -> String {
    var result = ""
    var used = 0
    for character in text {
      used += CellWidth.of(character)
      if used > width { break }
      result.append(character)
    }
    return result
  }
}

/// A place in a file, shown with its line and a caret under the column.
package struct SourceExcerpt: Hashable, Sendable {
  package var file: String
  /// From 1.
  package var line: Int
  /// From 1, in Unicode scalars.
  package var column: Int
  /// How many scalars are meant, at least 1.
  package var length: Int
  /// The line, or of a long one the part that is of interest; empty if it is not known.
  package var text: String
  /// Where in `text` the column is: the same, unless `text` is a part.
  package var textColumn: Int

  /// - Parameter textColumn: nil if `text` is the whole line.
  package init(file: String, line: Int, column: Int, length: Int = 1, text: String, textColumn: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.length = length
    self.text = text
    self.textColumn = textColumn ?? column
  }

  /// Takes the line out of the whole file.
  package init(file: String, line: Int, column: Int, length: Int = 1, contents: String) {
    let lines = contents.utf8.split(separator: 0x0A, maxSplits: max(0, line), omittingEmptySubsequences: false)
    let text = line >= 1 && line <= lines.count ? String(Substring(lines[line - 1])) : ""
    self.init(file: file, line: line, column: column, length: length, text: text)
  }

  /// `nightly.yaml:3:7`
  package var place: String { "\(SafeText.line(file)):\(line):\(column)" }

  /// The line with its number, and the caret; nothing if the line is not known or empty.
  func lines(look: Look) -> [String] {
    var scalars = Array(text.unicodeScalars)
    while let last = scalars.last, last == "\r" || last == "\n" { scalars.removeLast() }
    guard !scalars.isEmpty else { return [] }
    let start = min(max(1, textColumn) - 1, scalars.count)
    let end = start + min(max(1, length), scalars.count - start)
    let before = visible(scalars[..<start])
    let marked = visible(scalars[start..<end])
    let after = visible(scalars[end...])
    let gutter = look.isUnicode ? "│" : "|"
    let number = String(line)
    let blanks = String(repeating: " ", count: number.utf8.count)
    let caret = "^" + String(repeating: "~", count: max(0, CellWidth.of(marked) - 1))
    let indent = String(repeating: " ", count: CellWidth.of(before))
    return [
      look.styled(" \(number) \(gutter)", .faint) + " \(before)\(marked)\(after)",
      look.styled(" \(blanks) \(gutter)", .faint) + " \(indent)" + look.styled(caret, .failure),
    ]
  }

  /// Tabs as two blanks: the caret must stand under the character whatever the terminal's stops are.
  private func visible(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    for scalar in scalars {
      if scalar == "\t" { text.append(contentsOf: "  ".unicodeScalars) } else { text.append(scalar) }
    }
    return SafeText.line(String(text))
  }
}

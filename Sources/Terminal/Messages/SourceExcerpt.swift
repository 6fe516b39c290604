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

  /// Of a line where it is not known how wide a line may be.
  private static let plainWidth = 160

  /// The line with its number, and the caret; nothing if the line is not known or empty.
  /// - Parameter width: of the terminal, in cells: of a line that is wider, the part around the caret is shown. nil: it is
  ///   none.
  func lines(look: Look, width: Int? = nil) -> [String] {
    var scalars = Array(text.unicodeScalars)
    while let last = scalars.last, last == "\r" || last == "\n" { scalars.removeLast() }
    guard !scalars.isEmpty else { return [] }
    let start = min(max(1, textColumn) - 1, scalars.count)
    let end = start + min(max(1, length), scalars.count - start)
    let number = String(line)
    // A blank, the number, a blank, the bar, a blank.
    let room = max(Self.leastWidth, (width ?? Self.plainWidth + number.utf8.count + 4) - number.utf8.count - 4)
    let part = part(scalars, start, end, room: room, ellipsis: CellWidth.of(look.ellipsis))
    let before = (part.lowerBound == 0 ? "" : look.ellipsis) + visible(scalars[part.lowerBound..<start])
    let marked = visible(scalars[start..<min(end, part.upperBound)])
    let after =
      visible(scalars[min(end, part.upperBound)..<part.upperBound])
      + (part.upperBound == scalars.count ? "" : look.ellipsis)
    let gutter = look.isUnicode ? "│" : "|"
    let blanks = String(repeating: " ", count: number.utf8.count)
    let caret = "^" + String(repeating: "~", count: max(0, CellWidth.of(marked) - 1))
    let indent = String(repeating: " ", count: CellWidth.of(before))
    return [
      look.styled(" \(number) \(gutter)", .faint) + " \(before)\(marked)\(after)",
      look.styled(" \(blanks) \(gutter)", .faint) + " \(indent)" + look.styled(caret, .failure),
    ]
  }

  /// Of the line itself, however narrow the terminal.
  private static let leastWidth = 20

  /// What of a line has room: all, or as much as fits, with what is meant in the middle or, if that is long, its beginning.
  private func part(
    _ scalars: [Unicode.Scalar], _ start: Int, _ end: Int, room: Int, ellipsis: Int
  ) -> Range<Int> {
    let widths = scalars.map { CellWidth.of(visible([$0])) }
    guard widths.reduce(0, +) > room else { return scalars.indices }
    // One at either end.
    let room = room - 2 * ellipsis
    var (first, last, used) = (start, start, 0)
    while last < end, used + widths[last] <= room { used += widths[last]; last += 1 }
    while true {
      let (mayBefore, mayAfter) = (first > 0, last < scalars.count)
      if mayBefore, start - first <= last - end || !mayAfter {
        guard used + widths[first - 1] <= room else { return first..<last }
        first -= 1
        used += widths[first]
      } else if mayAfter {
        guard used + widths[last] <= room else { return first..<last }
        used += widths[last]
        last += 1
      } else {
        return first..<last
      }
    }
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

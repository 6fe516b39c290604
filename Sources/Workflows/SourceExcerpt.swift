package import YAML

/// The line that an error is about, or of a long one the part.
package struct SourceExcerpt: Hashable, Sendable {
  /// Empty where there is no line to show: the workflow came out of the database.
  package var text: String
  /// Where in `text` the error is: from 1, in Unicode scalars.
  package var column: Int
  /// How many scalars of `text` it is about, at least 1.
  package var length: Int

  /// The longest text: more than a line of most terminals has, which show the part that they have room for.
  private static let width = 400

  /// - Parameter end: the place after what the error is about; on another line, it is about the rest of this one.
  package init(_ source: SourceText, from start: YAMLMark, to end: YAMLMark?) {
    let line = Array(source.line(start.line).unicodeScalars)
    let place = min(max(start.column - 1, 0), line.count)
    // What comes before the window is at most half of it.
    let first = line.count <= Self.width ? 0 : max(0, min(place - Self.width / 2, line.count - Self.width))
    let last = min(line.count, first + Self.width)
    // A tab stays one, for the caret to stand under what it means.
    let shown = line[first..<last].map { $0.properties.generalCategory == .control && $0 != "\t" ? "\u{FFFD}" : $0 }
    text = String(String.UnicodeScalarView(shown))
    column = place - first + 1
    var until = end.map { $0.line == start.line ? $0.column - 1 : line.count } ?? place + 1
    while until > place + 1, until <= line.count, line[until - 1] == " " { until -= 1 }
    length = max(1, min(until, last) - place)
  }

  /// What stands before the caret: tabs where the text has tabs, else blanks.
  package var padding: String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }))
  }
}

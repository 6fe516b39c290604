import YAML

/// Where in a file the characters of a scalar stand.
///
/// Known of what is written in one line, plain or in quotes, and of the lines of a block that keeps its lines (`|`); not of
/// what is folded out of several.
struct ScalarPlaces {
  private let node: YAMLNode
  private let source: SourceText

  init(_ node: YAMLNode, in source: SourceText) {
    self.node = node
    self.source = source
  }

  /// From a character to behind another; nil if that cannot be told.
  /// - Parameters:
  ///   - line: of the scalar's text, from 1.
  ///   - column: in that line, from 1, in Unicode scalars; may be one more than there are.
  ///   - length: in scalars, in that line, at least 1.
  func range(line: Int, column: Int, length: Int) -> (start: YAMLMark, end: YAMLMark)? {
    guard let columns = node.start.line == node.end.line ? columnsInLine() : columnsInBlock(line) else { return nil }
    let place = node.start.line == node.end.line ? node.start.line : node.start.line + line
    guard columns.indices.contains(column - 1) else { return nil }
    let last = min(column - 1 + length, columns.count - 1)
    return (YAMLMark(line: place, column: columns[column - 1]), YAMLMark(line: place, column: columns[last]))
  }

  /// The column of each scalar of the text, and of what comes after the last.
  private func columnsInLine() -> [Int]? {
    guard let text = node.scalar?.text.unicodeScalars else { return nil }
    let line = Array(source.line(node.start.line).unicodeScalars)
    guard node.start.column >= 1, node.end.column - 1 <= line.count, node.start.column <= node.end.column else {
      return nil
    }
    let written = Array(line[(node.start.column - 1)..<(node.end.column - 1)])
    var offsets: [Int] = []
    switch written.first {
    case "'", "\"":
      let quote = written[0]
      var place = 1
      while place < written.count - 1 {
        offsets.append(place)
        place += Self.width(of: written[place...], quote)
      }
      offsets.append(written.count - 1)
    default:
      guard written.elementsEqual(text) else { return nil }
      offsets = Array(0...written.count)
    }
    // What it does not understand, it does not point at.
    return offsets.count == text.count + 1 ? offsets.map { node.start.column + $0 } : nil
  }

  /// How many scalars stand for the first.
  private static func width(of written: ArraySlice<Unicode.Scalar>, _ quote: Unicode.Scalar) -> Int {
    let next = written.dropFirst().first
    switch (quote, written.first) {
    case ("'", "'"): return 2
    case ("\"", "\\"):
      switch next {
      case "x": return 4
      case "u": return 6
      case "U": return 10
      default: return 2
      }
    default: return 1
    }
  }

  private func columnsInBlock(_ line: Int) -> [Int]? {
    guard let text = node.scalar?.text, line >= 1 else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(line - 1) else { return nil }
    let meant = Array(lines[line - 1].unicodeScalars)
    let written = Array(source.line(node.start.line + line).unicodeScalars)
    let indent = written.count - meant.count
    guard indent >= 0, written.suffix(meant.count).elementsEqual(meant),
      written.prefix(indent).allSatisfy({ $0 == " " })
    else { return nil }
    return (0...meant.count).map { indent + $0 + 1 }
  }
}

/// A sheet of cells with lines, which join where they meet, and text.
struct GraphCanvas: Sendable {
  private struct Cell: Sendable {
    /// Directions in which a line leaves the cell.
    var line: UInt8 = 0
    /// What hides the line; an empty text is the right half of a wide character.
    var text: String?
    var style = Style.plain
  }

  private enum Direction {
    static let up: UInt8 = 1
    static let down: UInt8 = 2
    static let left: UInt8 = 4
    static let right: UInt8 = 8
  }

  private var rows: [[Cell]] = []

  var height: Int { rows.count }
  var width: Int { rows.map(\.count).max() ?? 0 }

  /// A line from the middle of the cell at `from` to that at `to`.
  mutating func vertical(x: Int, from: Int, to: Int, style: Style? = nil) {
    guard from < to else { return }
    for y in from...to where y >= 0 {
      if y > from { draw(Direction.up, x: x, y: y, style: style) }
      if y < to { draw(Direction.down, x: x, y: y, style: style) }
    }
  }

  /// A line from the middle of the cell at `from` to that at `to`, left out where `isDrawn` says so: it is given the column, and
  /// whether a line passes there vertically.
  mutating func horizontal(
    y: Int, from: Int, to: Int, style: Style? = nil, isDrawn: (Int, Bool) -> Bool = { _, _ in true }
  ) {
    guard from < to else { return }
    for x in from...to {
      let here = cell(x: x, y: y)?.line ?? 0
      guard isDrawn(x, here & (Direction.up | Direction.down) != 0) else { continue }
      if x > from { draw(Direction.left, x: x, y: y, style: style) }
      if x < to { draw(Direction.right, x: x, y: y, style: style) }
    }
  }

  mutating func write(_ text: String, x: Int, y: Int, style: Style) {
    var column = x
    for character in text {
      let width = CellWidth.of(character)
      if width == 0 { continue }
      reach(x: column + width - 1, y: y)
      rows[y][column] = Cell(text: String(character), style: style)
      for half in 1..<max(width, 1) { rows[y][column + half] = Cell(text: "", style: style) }
      column += width
    }
  }

  mutating func place(_ other: GraphCanvas, x: Int, y: Int) {
    for (rowIndex, row) in other.rows.enumerated() where !row.isEmpty {
      reach(x: x + row.count - 1, y: y + rowIndex)
      for (columnIndex, cell) in row.enumerated() { rows[y + rowIndex][x + columnIndex] = cell }
    }
  }

  /// Without blanks at the ends; neighbours of one style share their colour sequence.
  func lines(look: Look) -> [String] {
    rows.map { row in
      var pieces: [(text: String, style: Style)] = []
      let end = row.lastIndex { $0.line != 0 || ($0.text ?? " ") != " " } ?? -1
      for cell in row[...end] {
        let text = cell.text ?? glyph(cell.line, look)
        if let last = pieces.last, last.style == cell.style || text == " " {
          pieces[pieces.count - 1].text += text
        } else {
          pieces.append((text, cell.style))
        }
      }
      return pieces.map { look.styled($0.text, $0.style) }.joined()
    }
  }

  private func glyph(_ line: UInt8, _ look: Look) -> String {
    // Indexed by the sum of the directions: up 1, down 2, left 4, right 8.
    let unicode = [" ", "│", "│", "│", "─", "╯", "╮", "┤", "─", "╰", "╭", "├", "─", "┴", "┬", "┼"]
    let ascii = [" ", "|", "|", "|", "-", "+", "+", "+", "-", "+", "+", "+", "-", "+", "+", "+"]
    return (look.isUnicode ? unicode : ascii)[Int(line & 15)]
  }

  private func cell(x: Int, y: Int) -> Cell? { y < rows.count && x < rows[y].count ? rows[y][x] : nil }

  /// Lines are faint unless they are told otherwise.
  private mutating func draw(_ direction: UInt8, x: Int, y: Int, style: Style?) {
    reach(x: x, y: y)
    if let style { rows[y][x].style = style } else if rows[y][x].line == 0 { rows[y][x].style = .faint }
    rows[y][x].line |= direction
  }

  private mutating func reach(x: Int, y: Int) {
    while rows.count <= y { rows.append([]) }
    if rows[y].count <= x { rows[y].append(contentsOf: repeatElement(Cell(), count: x + 1 - rows[y].count)) }
  }
}

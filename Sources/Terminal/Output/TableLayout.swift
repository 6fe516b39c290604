/// A table for people: two blanks between columns, upper-case headers, the last column not padded, wide characters counted by
/// cells. On a terminal lines are cut to its width; in a pipe they never are.
struct TableLayout: Sendable {
  struct Column: Sendable {
    var header: String
    var alignment: Fitting.Alignment
    var canShrink: Bool
  }

  private struct Cell {
    var text: String
    var style: Style
  }

  private let columns: [Column]
  private var rows: [[Cell]] = []
  private static let gap = 2
  /// What is left of a column that is cut, at least.
  private static let minimum = 8

  init(columns: [Column]) { self.columns = columns }

  mutating func append(_ fields: [Field]) {
    rows.append(fields.map { Cell(text: SafeText.line($0.text), style: $0.style) })
  }

  /// None if there are no rows: a header over nothing tells nothing.
  func lines(surface: Surface, hasHeader: Bool) -> [String] {
    if rows.isEmpty { return [] }
    let header = columns.map { Cell(text: $0.header, style: .strong) }
    let shown = hasHeader ? [header] + rows : rows
    let widths = fitted(natural(shown), surface)
    return shown.map { line($0, widths, surface) }
  }

  private func natural(_ shown: [[Cell]]) -> [Int] {
    var widths = columns.map { _ in 0 }
    for row in shown {
      for (index, cell) in row.enumerated() { widths[index] = max(widths[index], CellWidth.of(cell.text)) }
    }
    return widths
  }

  /// Takes from the widest column that may shrink, until the line fits or nothing is left to take.
  private func fitted(_ natural: [Int], _ surface: Surface) -> [Int] {
    guard surface.isTerminal else { return natural }
    // No column needs more than the line, and so the loop below is short even for very long texts.
    var widths = natural.enumerated().map { columns[$0].canShrink ? min($1, surface.width) : $1 }
    var excess = widths.reduce(0, +) + TableLayout.gap * (columns.count - 1) - surface.width
    while excess > 0 {
      let candidates = widths.indices.filter { columns[$0].canShrink && widths[$0] > TableLayout.minimum }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private func line(_ row: [Cell], _ widths: [Int], _ surface: Surface) -> String {
    var line = ""
    var used = 0
    for (index, cell) in row.enumerated() {
      let isLast = index == row.count - 1
      var width = widths[index]
      if surface.isTerminal { width = min(width, max(0, surface.width - used)) }
      let text = Fitting.truncate(cell.text, to: width, ellipsis: surface.look.ellipsis)
      let styled = surface.look.styled(text, cell.style)
      let blanks = String(repeating: " ", count: max(0, width - CellWidth.of(text)))
      switch columns[index].alignment {
      case .left: line += isLast ? styled : styled + blanks
      case .right: line += blanks + styled
      }
      used += width + TableLayout.gap
      guard !isLast, !surface.isTerminal || used < surface.width else { break }
      line += "  "
    }
    return line.last == " " ? String(line.reversed().drop { $0 == " " }.reversed()) : line
  }
}

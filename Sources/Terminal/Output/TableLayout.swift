/// A table for people: two blanks between columns, upper-case headers, the last column not padded, wide characters counted by
/// cells. On a terminal lines are made to fit its width; in a pipe they never are.
struct TableLayout: Sendable {
  struct Column: Sendable {
    var header: String
    var shortHeader: String
    var alignment: Fitting.Alignment
    var canShrink: Bool
    var isMinor: Bool
  }

  private struct Cell {
    var text: String
    var short: String
    var style: Style
  }

  private let columns: [Column]
  private var rows: [[Cell]] = []
  static let gap = 2

  init(columns: [Column]) { self.columns = columns }

  mutating func append(_ fields: [Field]) {
    rows.append(
      fields.map { field in
        let text = SafeText.line(field.text)
        return Cell(text: text, short: field.short.map { SafeText.line($0) } ?? text, style: field.style)
      })
  }

  /// None if there are no rows: a header over nothing tells nothing.
  func lines(surface: Surface, hasHeader: Bool) -> [String] {
    if rows.isEmpty { return [] }
    let header = columns.map { Cell(text: $0.header, short: $0.shortHeader, style: .strong) }
    let shown = hasHeader ? [header] + rows : rows
    var fit = TableFit(
      columns.indices.map { index in
        TableFit.Column(
          width: shown.map { CellWidth.of($0[index].text) }.max() ?? 0,
          shortWidth: shown.map { CellWidth.of($0[index].short) }.max() ?? 0,
          canShrink: columns[index].canShrink, isMinor: columns[index].isMinor)
      })
    if surface.isTerminal { fit.fit(into: surface.width) }
    return shown.map { line($0, fit, surface) }
  }

  private func line(_ row: [Cell], _ fit: TableFit, _ surface: Surface) -> String {
    var line = ""
    var used = 0
    for index in fit.kept {
      let isLast = index == fit.kept.last
      var width = fit.width(index)
      if surface.isTerminal { width = min(width, max(0, surface.width - used)) }
      let cell = fit.shortened.contains(index) ? row[index].short : row[index].text
      let text = Fitting.truncate(cell, to: width, ellipsis: surface.look.ellipsis)
      let styled = surface.look.styled(text, row[index].style)
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

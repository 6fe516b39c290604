/// A task as it is drawn: its label with the status' glyph, under it the status and, to the right, the detail.
struct GraphBox: Sendable {
  private let glyph: String
  private let label: String
  private let status: String
  private let detail: String
  private let style: Style
  /// Whether there is a second line. All boxes of a drawing have it, or none.
  private let isTall: Bool
  /// What the text needs. Odd, so that there is a middle.
  let width: Int

  var height: Int { isTall ? 4 : 3 }

  static func boxes(_ nodes: [GraphNode], labelWidth: Int, look: Look) -> [GraphBox] {
    let isTall = nodes.contains { $0.status != nil || $0.detail != nil }
    return nodes.map { GraphBox($0, labelWidth: labelWidth, isTall: isTall, look: look) }
  }

  private init(_ node: GraphNode, labelWidth: Int, isTall: Bool, look: Look) {
    let mark = node.status.map { StatusMark($0) }
    glyph = mark.map { $0.glyph(look) + " " } ?? ""
    label = Fitting.truncate(node.label, to: labelWidth, ellipsis: look.ellipsis)
    status = mark?.word ?? ""
    detail = Fitting.truncate(node.detail ?? "", to: labelWidth, ellipsis: look.ellipsis)
    style = mark?.style ?? .plain
    self.isTall = isTall
    let first = CellWidth.of(glyph) + CellWidth.of(label)
    let second = CellWidth.of(status) + (status.isEmpty || detail.isEmpty ? 0 : 2) + CellWidth.of(detail)
    let inner = max(first, second, 1)
    width = (inner.isMultiple(of: 2) ? inner + 1 : inner) + 4
  }

  func draw(on canvas: inout GraphCanvas, x: Int, y: Int, width: Int) {
    // What needs attention stands out by its frame.
    let frame = style == .failure || style == .active ? style : .faint
    let right = x + width - 1
    let bottom = y + height - 1
    canvas.horizontal(y: y, from: x, to: right, style: frame)
    canvas.horizontal(y: bottom, from: x, to: right, style: frame)
    canvas.vertical(x: x, from: y, to: bottom, style: frame)
    canvas.vertical(x: right, from: y, to: bottom, style: frame)
    canvas.write(glyph, x: x + 2, y: y + 1, style: style)
    canvas.write(label, x: x + 2 + CellWidth.of(glyph), y: y + 1, style: .strong)
    guard isTall else { return }
    canvas.write(status, x: x + 2, y: y + 2, style: style)
    canvas.write(detail, x: right - 1 - CellWidth.of(detail), y: y + 2, style: .plain)
  }
}

/// A graph as an indented list: for what is too wide to draw. Each task stands under the last of those it needs; if it needs
/// several, they are named.
enum GraphListing {
  private struct Line {
    var rails: String
    var node: Int
  }

  static func lines(nodes: [GraphNode], graph: Graph, width: Int, look: Look) -> [String] {
    let children = tree(graph)
    var lines: [Line] = []
    for root in graph.topologicalOrder where graph.parents[root].isEmpty {
      append(root, first: "", rest: "", children, look, &lines)
    }
    let names = lines.map { line in
      let glyph = nodes[line.node].status.map { StatusMark($0).glyph(look) + " " } ?? ""
      return (line.rails, glyph, nodes[line.node].label)
    }
    let nameWidth = min(
      max(16, width / 2), names.map { CellWidth.of($0.0) + CellWidth.of($0.1) + CellWidth.of($0.2) }.max() ?? 0)
    let statusWidth = nodes.map { CellWidth.of($0.status ?? "") }.max() ?? 0
    let detailWidth = nodes.map { CellWidth.of($0.detail ?? "") }.max() ?? 0
    return zip(lines, names).map { line, name in
      let node = nodes[line.node]
      let style = node.status.map { StatusMark($0).style } ?? .plain
      var row = Row(width: width, look: look)
      row.add(name.0, .faint)
      row.add(name.1, style)
      row.add(Fitting.truncate(name.2, to: max(4, nameWidth - row.used), ellipsis: look.ellipsis), .strong)
      row.fill(to: nameWidth)
      if statusWidth > 0 {
        row.add("  \(node.status ?? "")", style)
        row.fill(to: nameWidth + 2 + statusWidth)
      }
      if detailWidth > 0 {
        row.add("  \(Fitting.pad(node.detail ?? "", to: detailWidth, .right))", .plain)
      }
      let needs = graph.parents[line.node]
      if needs.count > 1 {
        // Half a list of names would pass for a whole one.
        let names = "  needs: \(needs.map { nodes[$0].label }.joined(separator: ", "))"
        let fitting = [names, "  needs \(needs.count) tasks"].first { row.used + CellWidth.of($0) <= width }
        row.add(fitting ?? "", .faint)
      }
      return row.text
    }
  }

  /// The children under each node. Taken in topological order, each is put under the parent that is listed last, so that all it
  /// needs stands above it; later ones never change that, since they only add leaves.
  private static func tree(_ graph: Graph) -> [[Int]] {
    var children: [[Int]] = Array(repeating: [], count: graph.count)
    var listed: [Int] = []
    for node in graph.topologicalOrder {
      let place = Dictionary(uniqueKeysWithValues: listed.enumerated().map { ($1, $0) })
      guard let parent = graph.parents[node].max(by: { place[$0, default: 0] < place[$1, default: 0] }) else {
        listed.append(node)
        continue
      }
      children[parent].append(node)
      var last = parent
      // The end of the parent's subtree so far.
      while let deeper = children[last].last(where: { $0 != node }) { last = deeper }
      listed.insert(node, at: (place[last] ?? listed.count - 1) + 1)
    }
    return children
  }

  private static func append(
    _ node: Int, first: String, rest: String, _ children: [[Int]], _ look: Look, _ lines: inout [Line]
  ) {
    lines.append(Line(rails: first, node: node))
    for (index, child) in children[node].enumerated() {
      let isLast = index == children[node].count - 1
      let branch = look.isUnicode ? (isLast ? "└─ " : "├─ ") : (isLast ? "`- " : "|- ")
      let rail = isLast ? "   " : (look.isUnicode ? "│  " : "|  ")
      append(child, first: rest + branch, rest: rest + rail, children, look, &lines)
    }
  }

  /// A line that is put together from left to right and never gets wider than allowed.
  private struct Row {
    let width: Int
    let look: Look
    private(set) var text = ""
    private(set) var used = 0
    private var blanks = 0

    init(width: Int, look: Look) {
      self.width = width
      self.look = look
    }

    mutating func add(_ piece: String, _ style: Style) {
      let room = width - used
      let cut = Fitting.truncate(piece, to: max(0, room), ellipsis: look.ellipsis)
      guard cut.contains(where: { $0 != " " }) else { return fill(to: used + CellWidth.of(cut)) }
      text += String(repeating: " ", count: blanks) + look.styled(cut, style)
      blanks = 0
      used += CellWidth.of(cut)
    }

    /// Blanks are only written once something follows.
    mutating func fill(to column: Int) {
      guard column > used else { return }
      blanks += column - used
      used = column
    }
  }
}

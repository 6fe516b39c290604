import Terminal
import TestRandom
import Testing

/// Reads drawings back as a person does, by following the lines: what is read must be the graph that was drawn.
struct GraphTracingTests {
  @Test(arguments: 0..<150) func linesLeadWhereTheEdgesDo(seed: UInt64) throws {
    var random = Dice(seed: seed)
    let count = Int.random(in: 1...12, using: &random)
    let density = Double.random(in: 0.05...0.5, using: &random)
    var edges: [(Int, Int)] = []
    for child in 0..<count {
      for parent in 0..<child where Double.random(in: 0..<1, using: &random) < density { edges.append((parent, child)) }
    }
    let nodes = (0..<count).map { GraphNode(label: "n\($0)." + (Bool.random(using: &random) ? "" : "longer")) }
    let lines = GraphDrawing.draw(nodes: nodes, edges: edges, width: 300, look: Look())
    #expect(lines == GraphDrawing.draw(nodes: nodes, edges: edges, width: 300, look: Look()))
    let sheet = Sheet(lines)
    guard sheet.isDrawing else { return }
    let traced = try sheet.edges(count: count)
    #expect(traced == Set(edges.map { [$0.0, $0.1] }), "\n\(lines.joined(separator: "\n"))")
  }

  /// Listings are for what cannot be drawn; that must stay rare.
  @Test func nearlyAllCanBeDrawn() {
    let drawn = (0..<100).count { seed in
      var random = Dice(seed: UInt64(5000 + seed))
      let edges = (1..<8).flatMap { child in
        (0..<child).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }.map { ($0, child) }
      }
      let nodes = (0..<8).map { GraphNode(label: "n\($0).") }
      return Sheet(GraphDrawing.draw(nodes: nodes, edges: edges, width: 200, look: Look())).isDrawing
    }
    #expect(drawn >= 97)
  }

  @Test(arguments: 0..<25) func neverWiderThanAllowed(seed: UInt64) {
    var random = Dice(seed: 9000 + seed)
    let count = Int.random(in: 0...40, using: &random)
    // Loops, cycles, doubles and indices that do not exist included.
    let edges = (0..<Int.random(in: 0...60, using: &random)).map { _ in
      (Int.random(in: -1...count, using: &random), Int.random(in: -1...count, using: &random))
    }
    let nodes = (0..<count).map { GraphNode(label: "task-\($0)", status: "running", detail: "1m 20s ×3") }
    for width in [20, 40, 80, 132] {
      for look in [Look(), Look(isUnicode: false)] {
        let lines = GraphDrawing.draw(nodes: nodes, edges: edges, width: width, look: look)
        #expect(lines.allSatisfy { CellWidth.of($0) <= width })
        #expect(lines.count >= count / 8)
      }
    }
  }
}

/// The cells of a drawing of boxes with one line of text each.
private struct Sheet {
  private let cells: [[Character]]

  init(_ lines: [String]) { cells = lines.map { Array($0) } }

  var isDrawing: Bool { cells.first?.first { $0 != " " } == "╭" }

  func edges(count: Int) throws -> Set<[Int]> {
    var found: Set<[Int]> = []
    let places = try (0..<count).map { try place(of: "n\($0).") }
    for (parent, place) in places.enumerated() {
      for column in columns(of: place) where cells[place.y + 1][column] == "┬" {
        for (x, y) in ends(fromX: column, y: place.y + 1) {
          let child = try #require(places.firstIndex { $0.y == y + 1 && columns(of: $0).contains(x) })
          found.insert([parent, child])
        }
      }
    }
    return found
  }

  private func place(of label: String) throws -> (x: Int, y: Int) {
    for (y, row) in cells.enumerated() {
      for x in row.indices where row[x...].starts(with: label) && row[x - 1] == " " && row[x - 2] == "│" {
        return (x, y)
      }
    }
    return try #require(nil, "\(label) is not in the drawing")
  }

  /// Those of the box whose label starts at `place`.
  private func columns(of place: (x: Int, y: Int)) -> ClosedRange<Int> {
    let end = cells[place.y][place.x...].firstIndex(of: "│") ?? place.x
    return (place.x - 2)...end
  }

  /// Follows lines down and sideways, never up, to the tops of boxes.
  private func ends(fromX startX: Int, y startY: Int) -> [(Int, Int)] {
    var ends: [(Int, Int)] = []
    var seen: Set<[Int]> = []
    // Position, and whether the next step is sideways: -1, 1, or 0 for down.
    var steps = [(x: startX, y: startY + 1, sideways: 0)]
    while let step = steps.popLast() {
      guard seen.insert([step.x, step.y, step.sideways]).inserted else { continue }
      let here = cells[step.y][step.x]
      if step.sideways != 0, here == "│" {
        steps.append((step.x + step.sideways, step.y, step.sideways))
        continue
      }
      if here == "┴", isTop(x: step.x, y: step.y) {
        ends.append((step.x, step.y))
        continue
      }
      if "│├┤┬┼╭╮".contains(here) { steps.append((step.x, step.y + 1, 0)) }
      if "─┤┬┴┼╮╯".contains(here), step.sideways <= 0 { steps.append((step.x - 1, step.y, -1)) }
      if "─├┬┴┼╭╰".contains(here), step.sideways >= 0 { steps.append((step.x + 1, step.y, 1)) }
    }
    return ends
  }

  /// Whether the cell is in the upper frame of a box: the frame's corners have the box's sides under them.
  private func isTop(x: Int, y: Int) -> Bool {
    guard let left = cells[y][..<x].lastIndex(where: { $0 != "─" && $0 != "┴" }), cells[y][left] == "╭" else {
      return false
    }
    return cells.indices.contains(y + 1) && cells[y + 1].indices.contains(left + 2) && cells[y + 1][left] == "│"
      && cells[y + 1][left + 1] == " " && cells[y + 1][left + 2] == "n"
  }
}

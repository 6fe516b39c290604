/// The lines between two layers.
///
/// Edges that join all of some parents with all of some children share a net: one horizontal line with a stem to each. Nets
/// never touch, so whoever follows lines from a parent arrives at its children and nowhere else; they cross at most, and then
/// the vertical line is drawn through.
struct GraphGap: Sendable {
  private(set) var nets: [GraphNet]

  /// In rows.
  var height: Int { max(1, (nets.compactMap(\.row).max() ?? 0) + 1) }

  /// Nil if there is no way to keep the lines apart.
  init?(_ nets: [GraphNet], centers: [Int], widths: [Int]) {
    self.nets = nets
    attach(\.parents, to: \.children, centers, widths)
    attach(\.children, to: \.parents, centers, widths)
    // Each round moves one end of a line within its box, off the column that it shares with another net's.
    for _ in 0..<24 {
      if let rows = GraphTracks.rows(self.nets.map(\.span), order: order, crossings: crossings) {
        for (index, row) in rows.enumerated() { self.nets[index].row = row }
        return
      }
      guard separate(centers, widths) else { return nil }
    }
    return nil
  }

  func draw(on canvas: inout GraphCanvas, y: Int) {
    for net in nets {
      let middle = net.row ?? 0
      for end in net.parents { canvas.vertical(x: end.column, from: y - 1, to: y + middle) }
      for end in net.children { canvas.vertical(x: end.column, from: y + middle, to: y + height) }
    }
    for net in nets {
      guard let row = net.row, let span = net.span else { continue }
      let own = Set((net.parents + net.children).map(\.column))
      // A stem of another net is crossed, not joined.
      canvas.horizontal(y: y + row, from: span.lowerBound, to: span.upperBound) { column, hasVertical in
        own.contains(column) || !hasVertical
      }
    }
  }

  /// Gives each end its column: the middle of its box, or, where several nets end at one box, places beside each other in the
  /// order of where they come from. A place right above or below the other end is kept if it can be: that line is straight.
  private mutating func attach(
    _ side: WritableKeyPath<GraphNet, [GraphNet.End]>, to other: KeyPath<GraphNet, [GraphNet.End]>,
    _ centers: [Int], _ widths: [Int]
  ) {
    func origin(_ net: Int) -> Int {
      let ends = nets[net][keyPath: other]
      return ends.reduce(0) { $0 + centers[$1.vertex] } * 100 / max(1, ends.count)
    }
    for vertex in Set(nets.flatMap { $0[keyPath: side].map(\.vertex) }).sorted() {
      let here = nets.indices.filter { net in nets[net][keyPath: side].contains { $0.vertex == vertex } }
        .sorted { (origin($0), $0) < (origin($1), $1) }
      let room = max(0, widths[vertex] / 2 - 2)
      let step = 4 * (here.count - 1) <= 2 * room ? 4 : 2
      var columns: [Int] = []
      for (index, net) in here.enumerated() {
        var column = centers[vertex] + (2 * index - here.count + 1) * step / 2
        let ends = nets[net][keyPath: other]
        if here.count > 1, ends.count == 1, abs(centers[ends[0].vertex] - centers[vertex]) <= room {
          column = centers[ends[0].vertex]
        }
        let last = centers[vertex] + room - 2 * (here.count - 1 - index)
        columns.append(max(min(column, last), (columns.last ?? .min / 2) + 2))
      }
      for (net, column) in zip(here, columns) { nets[net].move(side, vertex, to: column) }
    }
  }

  /// Pairs of nets of which the first must lie above the second: where a stem from above and one from below share a column,
  /// they must not overlap.
  private var order: [(Int, Int)] { shared.map { ($0.upper, $0.lower) } }

  private var shared: [(upper: Int, lower: Int, column: Int)] {
    var found: [(upper: Int, lower: Int, column: Int)] = []
    for upper in nets.indices {
      for end in nets[upper].parents {
        for lower in nets.indices
        where lower != upper && nets[lower].children.contains(where: { $0.column == end.column }) {
          found.append((upper, lower, end.column))
        }
      }
    }
    return found
  }

  /// Moves an end off a column that two nets share; false if there is none to move.
  private mutating func separate(_ centers: [Int], _ widths: [Int]) -> Bool {
    let taken = Set(nets.flatMap { ($0.parents + $0.children).map(\.column) })
    for (upper, lower, column) in shared {
      for step in [2, -2, 4, -4, 1, -1, 3, -3] where !taken.contains(column + step) {
        for (net, side) in [(lower, \GraphNet.children), (upper, \GraphNet.parents)] {
          for end in nets[net][keyPath: side] where end.column == column {
            guard abs(column + step - centers[end.vertex]) < widths[end.vertex] / 2 else { continue }
            nets[net].move(side, end.vertex, to: column + step)
            return true
          }
        }
      }
    }
    return false
  }

  /// How many stems the horizontal lines cross if the nets lie in these rows.
  private func crossings(_ rows: [Int?]) -> Int {
    var count = 0
    for (index, net) in nets.enumerated() {
      guard let row = rows[index], let span = net.span else { continue }
      for (other, crossed) in nets.enumerated() where other != index {
        if (rows[other] ?? .max) > row { count += crossed.parents.count { span.contains($0.column) } }
        if (rows[other] ?? -1) < row { count += crossed.children.count { span.contains($0.column) } }
      }
    }
    return count
  }
}

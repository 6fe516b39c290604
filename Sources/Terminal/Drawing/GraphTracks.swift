/// Puts horizontal lines into rows: as few crossings as possible, then as few rows.
enum GraphTracks {
  /// All orders of so many lines are tried (120); beyond, the lines are only sorted.
  private static let exhaustive = 5

  /// - Parameters:
  ///   - spans: the columns of each line; nil where there is none to place.
  ///   - order: pairs of which the first must lie above the second.
  ///   - crossings: how many there would be, given the rows.
  /// - Returns: nil if `order` is circular.
  static func rows(
    _ spans: [ClosedRange<Int>?], order: [(Int, Int)], crossings: ([Int?]) -> Int
  ) -> [Int?]? {
    let lines = spans.indices.filter { spans[$0] != nil }
    let order = order.filter { spans[$0] != nil && spans[$1] != nil }
    guard let sorted = topological(lines, order) else { return nil }
    guard lines.count <= exhaustive else { return assign(sorted, spans, order) }
    var best: (cost: (Int, Int), rows: [Int?])?
    permutations(lines) { candidate in
      guard order.allSatisfy({ isBefore($0, $1, in: candidate) }) else { return }
      let rows = assign(candidate, spans, order)
      let cost = (crossings(rows), rows.compactMap { $0 }.max() ?? 0)
      if best.map({ cost < $0.cost }) ?? true { best = (cost, rows) }
    }
    return best?.rows
  }

  /// The first row for each line, in turn, that is free there and below those that must be above it.
  private static func assign(_ lines: [Int], _ spans: [ClosedRange<Int>?], _ order: [(Int, Int)]) -> [Int?] {
    var rows: [Int?] = spans.map { _ in nil }
    for line in lines {
      guard let span = spans[line] else { continue }
      var row = order.filter { $0.1 == line }.compactMap { rows[$0.0] }.max().map { $0 + 1 } ?? 0
      // A blank cell at least between two lines in a row.
      while lines.contains(where: { other in
        rows[other] == row
          && (spans[other].map { $0.lowerBound <= span.upperBound + 1 && span.lowerBound <= $0.upperBound + 1 } ?? false)
      }) { row += 1 }
      rows[line] = row
    }
    return rows
  }

  private static func isBefore(_ first: Int, _ second: Int, in list: [Int]) -> Bool {
    (list.firstIndex(of: first) ?? 0) < (list.firstIndex(of: second) ?? 0)
  }

  /// Nil if the order is circular.
  private static func topological(_ lines: [Int], _ order: [(Int, Int)]) -> [Int]? {
    var left = lines
    var sorted: [Int] = []
    while !left.isEmpty {
      guard let next = left.firstIndex(where: { line in !order.contains { $0.1 == line && left.contains($0.0) } })
      else { return nil }
      sorted.append(left.remove(at: next))
    }
    return sorted
  }

  /// In lexicographic order.
  private static func permutations(_ items: [Int], _ prefix: [Int] = [], _ body: ([Int]) -> Void) {
    if items.isEmpty { return body(prefix) }
    for (index, item) in items.enumerated() {
      var rest = items
      rest.remove(at: index)
      permutations(rest, prefix + [item], body)
    }
  }
}

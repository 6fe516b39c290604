/// A directed acyclic graph over the numbers from 0.
struct Graph: Sendable {
  private(set) var parents: [[Int]]
  private(set) var children: [[Int]]
  /// Parents before children; among those that could come next, the smallest first.
  private(set) var topologicalOrder: [Int] = []

  var count: Int { parents.count }

  /// Leaves out edges that are out of range, double, to themselves, or would close a cycle.
  init(count: Int, edges: [(Int, Int)]) {
    var seen = Set<[Int]>()
    let valid = edges.filter { from, to in
      (0..<count).contains(from) && (0..<count).contains(to) && from != to && seen.insert([from, to]).inserted
    }
    self.init(count: count, valid: valid)
    guard topologicalOrder.count < count else { return }
    // A cycle, which workflows never have: keep the edges that agree with some order.
    let order = topologicalOrder + (0..<count).filter { !topologicalOrder.contains($0) }
    var place = Array(repeating: 0, count: count)
    for (index, node) in order.enumerated() { place[node] = index }
    self.init(count: count, valid: valid.filter { place[$0] < place[$1] })
  }

  private init(count: Int, valid: [(Int, Int)]) {
    parents = Array(repeating: [], count: count)
    children = Array(repeating: [], count: count)
    for (from, to) in valid {
      children[from].append(to)
      parents[to].append(from)
    }
    topologicalOrder = sorted()
  }

  /// The sets of nodes that hang together, in order of their first node; nodes ascending.
  var components: [[Int]] {
    var component = Array(repeating: -1, count: count)
    var found: [[Int]] = []
    for start in 0..<count where component[start] < 0 {
      var stack = [start]
      component[start] = found.count
      var members: [Int] = []
      while let node = stack.popLast() {
        members.append(node)
        for next in parents[node] + children[node] where component[next] < 0 {
          component[next] = found.count
          stack.append(next)
        }
      }
      found.append(members.sorted())
    }
    return found
  }

  private func sorted() -> [Int] {
    var missing = parents.map(\.count)
    var ready = (0..<count).filter { missing[$0] == 0 }
    var order: [Int] = []
    while let node = ready.first {
      ready.removeFirst()
      order.append(node)
      for child in children[node] {
        missing[child] -= 1
        guard missing[child] == 0 else { continue }
        ready.insert(child, at: ready.firstIndex { $0 > child } ?? ready.endIndex)
      }
    }
    return order
  }
}

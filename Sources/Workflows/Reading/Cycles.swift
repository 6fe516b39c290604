/// The cycles of a graph: of those that share a node, one.
struct Cycles {
  /// Each a list of nodes of which each has the next as its parent, and the last the first.
  private(set) var found: [[Int]] = []

  /// - Parameter parents: of each node, by index.
  init(_ parents: [[Int]]) {
    enum State { case new, open, done }
    var state = [State](repeating: .new, count: parents.count)
    var isOnFound = [Bool](repeating: false, count: parents.count)
    for root in parents.indices where state[root] == .new {
      // The path from the root, and how many parents of each node on it were looked at.
      var path = [(node: root, next: 0)]
      state[root] = .open
      while let (node, next) = path.last {
        guard next < parents[node].count else {
          state[node] = .done
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let parent = parents[node][next]
        switch state[parent] {
        case .new:
          state[parent] = .open
          path.append((parent, 0))
        case .open:
          let start = path.lastIndex { $0.node == parent } ?? 0
          let cycle = path[start...].map(\.node)
          guard !cycle.contains(where: { isOnFound[$0] }) else { continue }
          for node in cycle { isOnFound[node] = true }
          found.append(cycle)
        case .done: break
        }
      }
    }
  }
}

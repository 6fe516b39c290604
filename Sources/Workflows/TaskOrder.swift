/// The topological order of tasks, lexical where that leaves a choice.
struct TaskOrder {
  /// Every task, those on a cycle or behind one last.
  let ordered: [TaskDefinition]
  /// How many at the end of `ordered` are on a cycle or behind one.
  let unordered: Int

  init(_ tasks: [TaskDefinition]) {
    let sorted = tasks.sorted { $0.name < $1.name }
    var index: [String: Int] = [:]
    for (place, task) in sorted.enumerated() { index[task.name] = place }
    var missing = [Int](repeating: 0, count: sorted.count)
    var children = [[Int]](repeating: [], count: sorted.count)
    for (place, task) in sorted.enumerated() {
      for parent in Set(task.needs.compactMap { index[$0.task] }) {
        missing[place] += 1
        children[parent].append(place)
      }
    }
    // Kahn's algorithm; the heap holds what is ready, so that the smallest name comes first.
    var ready = MinHeap(sorted.indices.filter { missing[$0] == 0 })
    var order: [TaskDefinition] = []
    while let next = ready.pop() {
      order.append(sorted[next])
      for child in children[next] {
        missing[child] -= 1
        if missing[child] == 0 { ready.push(child) }
      }
    }
    unordered = sorted.count - order.count
    ordered = order + sorted.indices.filter { missing[$0] > 0 }.map { sorted[$0] }
  }
}

/// A binary heap of small numbers.
private struct MinHeap {
  private var items: [Int] = []

  init(_ items: [Int]) { for item in items { push(item) } }

  mutating func push(_ item: Int) {
    items.append(item)
    var child = items.count - 1
    while child > 0, items[child] < items[(child - 1) / 2] {
      items.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> Int? {
    guard let first = items.first, let last = items.popLast() else { return nil }
    guard !items.isEmpty else { return first }
    items[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < items.count && items[child] < items[least] {
        least = child
      }
      guard least != parent else { return first }
      items.swapAt(parent, least)
      parent = least
    }
  }
}

/// Deadlines by key, the earliest first; a key has at most one.
///
/// A binary heap that knows where each key is, so that a timer that is dropped leaves nothing behind: at 2,000
/// children a second with a time limit of an hour, lazy deletion would hold 7 million of them.
struct TimerQueue<Key: Hashable> {
  private var heap: [(due: ContinuousClock.Instant, key: Key)] = []
  private var positions: [Key: Int] = [:]

  var next: ContinuousClock.Instant? { heap.first?.due }
  var count: Int { heap.count }

  mutating func set(_ key: Key, due: ContinuousClock.Instant) {
    guard let position = positions[key] else {
      heap.append((due, key))
      positions[key] = heap.count - 1
      siftUp(heap.count - 1)
      return
    }
    heap[position].due = due
    siftUp(position)
    siftDown(positions[key] ?? position)
  }

  mutating func remove(_ key: Key) {
    guard let position = positions.removeValue(forKey: key) else { return }
    let last = heap.removeLast()
    guard position < heap.count else { return }
    heap[position] = last
    positions[last.key] = position
    siftUp(position)
    siftDown(positions[last.key] ?? position)
  }

  /// Takes out the earliest, if it is due.
  mutating func pop(at now: ContinuousClock.Instant) -> Key? {
    guard let first = heap.first, first.due <= now else { return nil }
    remove(first.key)
    return first.key
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      if heap[parent].due <= heap[child].due { return }
      swap(parent, child)
      child = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].due < heap[least].due {
        least = child
      }
      if least == parent { return }
      swap(parent, least)
      parent = least
    }
  }

  private mutating func swap(_ one: Int, _ other: Int) {
    heap.swapAt(one, other)
    positions[heap[one].key] = one
    positions[heap[other].key] = other
  }
}

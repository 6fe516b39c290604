import Time

/// The times at which something is to happen to a task: a binary heap. A timer is cancelled by its task's no longer
/// having that time; when most are, they are swept out.
struct Timers {
  struct Entry: Comparable {
    let at: Timestamp
    let id: TaskID

    static func < (left: Entry, right: Entry) -> Bool {
      left.at != right.at ? left.at < right.at : left.id < right.id
    }
  }

  private var heap = BinaryHeap<Entry>()
  /// Entries that still mean something.
  private(set) var count = 0

  mutating func add(_ entry: Entry) {
    count += 1
    heap.push(entry)
  }

  mutating func cancelOne(tasks: TaskTable) {
    count -= 1
    guard heap.count > 2 * count + 64 else { return }
    heap = BinaryHeap(heap.elements.filter { Self.slot($0, in: tasks) != nil })
  }

  /// The earliest, whether due or not.
  mutating func first(tasks: TaskTable) -> (at: Timestamp, slot: Int)? {
    while let entry = heap.first {
      if let slot = Self.slot(entry, in: tasks) { return (entry.at, slot) }
      heap.pop()
    }
    return nil
  }

  /// The slot of an entry's task, if it is still meant.
  private static func slot(_ entry: Entry, in tasks: TaskTable) -> Int? {
    guard let slot = tasks.slot(of: entry.id) else { return nil }
    return tasks[slot].flags.contains(.armed) && tasks[slot].time == entry.at ? slot : nil
  }
}

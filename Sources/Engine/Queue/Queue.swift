import Workflows

/// What waits for room, in one heap per shape, so that a task that no worker can take now never stands before one that
/// could go.
struct Queue {
  private(set) var shapes: [Shape] = []
  private var indices: [ShapeKey: Int] = [:]
  /// Tasks that are queued now.
  private(set) var count = 0

  private struct ShapeKey: Hashable {
    let slots: Int32
    let labels: [DesiredLabel]
  }

  /// The index of what such tasks ask of a worker.
  mutating func shape(slots: Int32, labels: [DesiredLabel]) -> Int {
    let key = ShapeKey(slots: slots, labels: labels)
    if let known = indices[key] { return known }
    indices[key] = shapes.count
    shapes.append(Shape(slots: slots, labels: labels))
    return shapes.count - 1
  }

  mutating func push(_ entry: QueueEntry, shape: Int) {
    count += 1
    shapes[shape].count += 1
    shapes[shape].heap.push(entry)
  }

  /// A task has left the queue: its entry stays until it comes to the top, or until most entries are like it.
  mutating func forget(shape: Int, tasks: TaskTable) {
    count -= 1
    shapes[shape].count -= 1
    guard shapes[shape].heap.count > 2 * shapes[shape].count + 64 else { return }
    shapes[shape].heap = BinaryHeap(shapes[shape].heap.elements.filter { $0.isValid(in: tasks) })
  }

  /// The first task of a shape.
  mutating func head(shape: Int, tasks: TaskTable) -> QueueEntry? {
    while let entry = shapes[shape].heap.first {
      if entry.isValid(in: tasks) { return entry }
      shapes[shape].heap.pop()
    }
    return nil
  }

  /// Takes the head out.
  mutating func popHead(shape: Int) {
    count -= 1
    shapes[shape].count -= 1
    shapes[shape].heap.pop()
  }

  /// Which kinds of workers suit a shape, by rank, the best first; worked out again when the kinds have changed.
  mutating func preferences(shape: Int, pool: WorkerPool) -> [[Int]] {
    if shapes[shape].generation != pool.generation {
      shapes[shape].generation = pool.generation
      shapes[shape].preferences = pool.kinds(meeting: shapes[shape].labels)
    }
    return shapes[shape].preferences
  }
}

/// All tasks that ask the same of a worker.
struct Shape {
  let slots: Int32
  let labels: [DesiredLabel]
  fileprivate(set) var heap = BinaryHeap<QueueEntry>()
  /// The valid entries of the heap.
  fileprivate(set) var count = 0
  fileprivate var preferences: [[Int]] = []
  fileprivate var generation = -1
}

/// A queued task's place: by priority, then resumed before fresh, then by age.
struct QueueEntry: Comparable {
  let id: TaskID
  let slot: Int32
  private let rank: Int32

  init(_ record: TaskRecord, slot: Int) {
    id = record.id
    self.slot = Int32(slot)
    rank = Self.rank(record)
  }

  static func < (left: QueueEntry, right: QueueEntry) -> Bool {
    left.rank != right.rank ? left.rank < right.rank : left.id < right.id
  }

  /// Whether the task is still queued, and at this place.
  func isValid(in tasks: TaskTable) -> Bool {
    let record = tasks[Int(slot)]
    return record.id == id && record.state == .queued && Self.rank(record) == rank && !record.flags.contains(.parked)
  }

  private static func rank(_ record: TaskRecord) -> Int32 {
    -2 * Int32(record.priority) - (record.flags.contains(.resumed) ? 1 : 0)
  }
}

import Time

/// What the engine remembers of a live task: 72 bytes, whatever the workflow.
struct TaskRecord {
  /// No time: a queued task without a time-out, a waiting one that waits for its parents.
  static let noTime = Timestamp(microseconds: .min)

  struct Flags: OptionSet {
    let rawValue: UInt8

    /// It has no row in the table yet.
    static let new = Flags(rawValue: 1)
    /// Its row is to be written at the end of this `apply`.
    static let touched = Flags(rawValue: 2)
    /// It runs, but its row says that it is queued or waiting.
    static let unrecorded = Flags(rawValue: 4)
    static let stopping = Flags(rawValue: 8)
    /// It has been tried before: it goes before fresh work of its priority.
    static let resumed = Flags(rawValue: 16)
    /// `time` is in the timer heap.
    static let armed = Flags(rawValue: 32)
    /// Its conditions have let it through, or its turn as a hook has come.
    static let passed = Flags(rawValue: 64)
    /// It is queued, but not in the heap: its workflow is paused.
    static let parked = Flags(rawValue: 128)
  }

  var id: TaskID
  var runCreatedAt: Timestamp
  /// Running: since when. Waiting: until when. Queued: when it has waited too long.
  var time = Self.noTime
  /// Since when it is queued, or was when it was started; `noTime` if waiting.
  var queuedAt = Self.noTime
  /// Index into the plans.
  var plan: Int32
  /// Index into the worker pool; valid if running.
  var worker: Int32 = -1
  /// The others on that worker.
  var next: Int32 = -1
  var previous: Int32 = -1
  var attempt: Int32 = 0
  var failures: Int32 = 0
  var losses: Int16 = 0
  /// In memory only: after a take-over the back-off of deferrals starts again.
  var deferrals: UInt16 = 0
  var priority: Int8
  var state = TaskState.waiting
  var flags: Flags = []
}

/// All live tasks: a slab of records, and an index from id to slot.
struct TaskTable {
  private var records: [TaskRecord] = []
  private var vacant: [Int32] = []
  private var slots: [Int64: Int32] = [:]

  var count: Int { slots.count }

  /// One past the highest slot in use.
  subscript(slot: Int) -> TaskRecord {
    get { records[slot] }
    _modify { yield &records[slot] }
  }

  /// Of all tasks, in no order.
  var occupied: some Sequence<Int> { slots.values.lazy.map(Int.init) }

  func slot(of id: TaskID) -> Int? { slots[id.rawValue].map(Int.init) }

  /// nil if the task is there already.
  mutating func insert(_ record: TaskRecord) -> Int? {
    let slot = vacant.last ?? Int32(records.count)
    let known = slots.updateValue(slot, forKey: record.id.rawValue)
    if let known {
      slots[record.id.rawValue] = known
      return nil
    }
    if vacant.popLast() == nil { records.append(record) } else { records[Int(slot)] = record }
    return Int(slot)
  }

  mutating func remove(_ slot: Int) {
    slots.removeValue(forKey: records[slot].id.rawValue)
    // An id that no task has: whatever still points to the slot sees that its task is gone.
    records[slot].id = TaskID(rawValue: -1)
    records[slot].flags = []
    vacant.append(Int32(slot))
  }
}

import Time
import Workflows

extension Engine {
  /// Hands out queued tasks, in order, as long as there is room. A shape that no worker can take now steps aside for the
  /// others.
  mutating func assign() {
    guard pool.free > 0, queue.count > 0 else { return }
    var heads: [ShapeHead] = []
    for shape in queue.shapes.indices {
      if let entry = head(shape: shape) { heads.append(ShapeHead(entry: entry, shape: shape)) }
    }
    var order = BinaryHeap(heads)
    while pool.free > 0, let head = order.first {
      let preferences = queue.preferences(shape: head.shape, pool: pool)
      guard let worker = pool.choose(slots: queue.shapes[head.shape].slots, preferences: preferences) else {
        order.pop()
        continue
      }
      queue.popHead(shape: head.shape)
      backlog.note(queued: -1, lane: lane(Int(head.entry.slot)))
      start(Int(head.entry.slot), on: worker)
      if let entry = self.head(shape: head.shape) {
        order.replaceFirst(with: ShapeHead(entry: entry, shape: head.shape))
      } else {
        order.pop()
      }
    }
  }

  /// Starts the next attempt of a task that has just left the queue.
  private mutating func start(_ slot: Int, on worker: Int) {
    disarm(slot)
    tasks[slot].attempt += 1
    tasks[slot].state = .running
    tasks[slot].time = now
    pool.noteTurn(worker)
    attach(slot, to: worker)

    let record = tasks[slot]
    // To the local worker, the record is lazy: unless its row is being written anyway.
    let isUnrecorded = pool.workers[worker].isLocal && !record.flags.contains(.touched)
    if isUnrecorded {
      tasks[slot].flags.insert(.unrecorded)
      lateStarts.append(UnrecordedStart(id: record.id, attempt: record.attempt, at: now))
    } else {
      touch(slot)
    }
    let left = max(0, Int32(clamping: planned(slot).retry.retries) - record.failures)
    batch.starts.append(
      Assignment(
        worker: pool.workers[worker].id, task: record.id,
        run: RunID(number: record.id.runNumber, createdAt: record.runCreatedAt),
        version: plans[Int(record.plan)].version, attempt: record.attempt, maxAttempts: record.attempt + left,
        failures: record.failures, priority: Int16(record.priority), queuedAt: record.queuedAt,
        isUnrecorded: isUnrecorded))
  }

  /// Books a running task on its worker.
  mutating func attach(_ slot: Int, to worker: Int) {
    let first = pool.workers[worker].firstTask
    tasks[slot].worker = Int32(worker)
    tasks[slot].next = first
    tasks[slot].previous = -1
    if first >= 0 { tasks[Int(first)].previous = Int32(slot) }
    pool.setFirstTask(worker, Int32(slot))
    pool.use(worker, slots: queue.shapes[shape(slot)].slots)
  }

  /// Ends a running task's stay on its worker: it is neither queued nor running then.
  mutating func detach(_ slot: Int) {
    let record = tasks[slot]
    let worker = Int(record.worker)
    if record.next >= 0 { tasks[Int(record.next)].previous = record.previous }
    if record.previous >= 0 {
      tasks[Int(record.previous)].next = record.next
    } else {
      pool.setFirstTask(worker, record.next)
    }
    pool.use(worker, slots: -queue.shapes[shape(slot)].slots)
    tasks[slot].worker = -1
    tasks[slot].state = .waiting
    tasks[slot].time = TaskRecord.noTime
    tasks[slot].flags.subtract([.unrecorded, .stopping])
  }

  /// The running tasks of a worker, oldest first.
  func runningTasks(of worker: Int) -> [Int] {
    var slots: [Int] = []
    var slot = pool.workers[worker].firstTask
    while slot >= 0 {
      slots.append(Int(slot))
      slot = tasks[Int(slot)].next
    }
    return slots.sorted { tasks[$0].id < tasks[$1].id }
  }
}

/// The first task of a shape, in order with those of the others.
private struct ShapeHead: Comparable {
  let entry: QueueEntry
  let shape: Int

  static func < (left: ShapeHead, right: ShapeHead) -> Bool { left.entry < right.entry }
}

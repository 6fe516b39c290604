import Time
import Workflows

extension Engine {
  /// Finds a task that is neither running nor waiting for a time its place: queued if it may run, waiting for its
  /// parents, or final by what they did.
  ///
  /// `since`: when it became ready, for its time-out in the queue.
  mutating func settle(_ slot: Int, since: Timestamp? = nil) {
    let record = tasks[slot]
    if plans[Int(record.plan)].isSpecial[record.id.ordinal] { return settleSpecial(slot, since: since) }
    let plan = plans[Int(record.plan)].plan
    switch runs[record.id.runNumber]?.verdict(record.id.ordinal, plan) ?? .ready {
    case .ready:
      enqueue(slot, since: since)
    case .waitForParents:
      disarm(slot)
      tasks[slot].state = .waiting
    case .skip:
      conclude(slot, .skipped, message: "all its parents were skipped")
    case .cancel(let parent):
      conclude(slot, .cancelled, message: "parent '\(plan.tasks[parent].name)' failed or was cancelled")
    }
  }

  /// The same of a hook, or of a task with conditions.
  private mutating func settleSpecial(_ slot: Int, since: Timestamp?) {
    if tasks[slot].flags.contains(.passed) { return enqueue(slot, since: since) }
    guard let conditions = planned(slot).conditions else {
      // A hook whose turn has not come.
      tasks[slot].state = .waiting
      hookRuns.insert(tasks[slot].id.runNumber)
      return
    }
    weigh(slot, conditions)
  }

  /// Settles the children of what has just become final, theirs, and so on: a list, not a recursion, for a chain may
  /// have 4,096 links. Then the hooks.
  mutating func settleChildren() {
    repeat {
      while let child = unsettled.popLast() {
        guard let slot = tasks.slot(of: child), waitsForParents(slot) || conditions[child] != nil else { continue }
        settle(slot)
      }
      if !hookRuns.isEmpty { settleHooks() }
    } while !unsettled.isEmpty || !hookRuns.isEmpty
  }

  func waitsForParents(_ slot: Int) -> Bool {
    tasks[slot].state == .waiting && tasks[slot].time == TaskRecord.noTime
  }

  /// Puts a task in the queue. Its row is not written for that: it follows from its parents or its `wakeAt`.
  mutating func enqueue(_ slot: Int, since: Timestamp?) {
    disarm(slot)
    tasks[slot].state = .queued
    tasks[slot].queuedAt = since ?? now
    limitQueueTime(slot)
    // Whoever asks whether there is something to do beside what waits is to see it.
    if plans[Int(tasks[slot].plan)].hasSpecial { touch(slot) }
    queue.push(QueueEntry(tasks[slot], slot: slot), shape: shape(slot))
    backlog.note(queued: 1, lane: lane(slot))
  }

  /// Takes a task out of the queue, if it is there.
  mutating func dequeue(_ slot: Int) {
    guard tasks[slot].state == .queued else { return }
    disarm(slot)
    tasks[slot].state = .waiting
    if !unpark(slot) { queue.forget(shape: shape(slot), tasks: tasks) }
    backlog.note(queued: -1, lane: lane(slot))
  }

  /// The next runs whose tasks a worker will get, at most so many: a hint, for what they need can be read ahead.
  package func nextRuns(_ limit: Int) -> [RunID] {
    var runs: [RunID] = []
    for shape in queue.shapes {
      for entry in shape.heap.least(limit - runs.count, where: { $0.isValid(in: tasks) }) {
        runs.append(RunID(number: entry.id.runNumber, createdAt: tasks[Int(entry.slot)].runCreatedAt))
      }
    }
    return runs
  }

  func planned(_ slot: Int) -> PlannedTask { plans[Int(tasks[slot].plan)].plan.tasks[tasks[slot].id.ordinal] }

  func lane(_ slot: Int) -> Int { Backlog.lane(plan: Int(tasks[slot].plan), priority: tasks[slot].priority) }

  func shape(_ slot: Int) -> Int { plans[Int(tasks[slot].plan)].shapes[tasks[slot].id.ordinal] }
}

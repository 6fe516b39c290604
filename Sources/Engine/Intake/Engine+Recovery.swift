import Time
import Workflows

extension Engine {
  /// Rebuilds the state from the tables.
  mutating func recover(_ recovery: Recovery) {
    epoch = recovery.epoch
    for block in recovery.deferred {
      guard let planIndex = planIndices[block.version] else { continue }
      backlog.restore(block, lane: Backlog.lane(plan: planIndex, priority: Self.clamped(block.priority)))
    }
    let slots = recovery.live.compactMap { restore($0) }
    for leaf in recovery.woken { restore(leaf) }
    restoreGraphs(slots, recovery.finished)
    for slot in slots {
      let record = tasks[slot]
      switch record.state {
      case .running:
        if record.flags.contains(.stopping) { orderStop(slot) }
      case .queued, .waiting:
        if record.time != TaskRecord.noTime, conditions[record.id] == nil || isHeldBack(slot) {
          wait(slot, until: record.time)
        } else {
          settle(slot, since: record.queuedAt == TaskRecord.noTime ? nil : record.queuedAt)
        }
      }
    }
    settleChildren()
  }

  /// A record for a row, on its worker if it runs; nil if the row means nothing to us.
  private mutating func restore(_ row: LiveTask) -> Int? {
    guard let planIndex = planIndices[row.version] else {
      batch.warnings.append(.unknownVersion(row.run, row.version))
      return nil
    }
    guard row.id.ordinal < plans[planIndex].plan.tasks.count else {
      batch.warnings.append(.strayTask(row.id))
      return nil
    }
    let worker = row.state == .running ? row.worker : nil
    var record = TaskRecord(
      id: row.id, runCreatedAt: row.runCreatedAt, plan: Int32(planIndex), priority: Self.clamped(row.priority))
    // Each leader that died since may have started it once without a record. One that runs was recorded, and the
    // start of an attempt after that would have waited for the record of its end.
    // Nor can it have been started while its row says that it waits for a time, or at all if there are conditions: such
    // rows are exact.
    let hasWaited = row.state == .waiting && (plans[planIndex].hasSpecial || row.wakeAt != nil)
    record.attempt = worker == nil && !hasWaited ? row.attempt + max(0, epoch - row.epoch) : row.attempt
    record.failures = row.failures
    record.losses = Int16(clamping: row.losses)
    if row.attempt > 0 { record.flags.insert(.resumed) }
    if row.waits?.passed == true { record.flags.insert(.passed) }
    restoreTimes(row)
    if row.stopping != nil, worker != nil { record.flags.insert(.stopping) }
    if row.state != .waiting { record.queuedAt = row.queuedAt ?? row.startedAt ?? now }
    if worker != nil {
      record.state = .running
      record.time = row.startedAt ?? now
    } else if row.state == .waiting, let wakeAt = row.wakeAt {
      record.time = wakeAt
    }
    guard let slot = tasks.insert(record) else { return nil }
    if let worker {
      attach(slot, to: pool.ensure(worker))
    } else if plans[planIndex].isSpecial[row.id.ordinal] {
      watchConditions(slot) { state, _ in state.since = row.waits?.since }
    }
    return slot
  }

  private mutating func restoreTimes(_ row: LiveTask) {
    guard let times = row.waits, times.startsAt != nil || times.deadline != nil else { return }
    // The youngest row has the last word: a replay gives a run new time.
    let deadline = [times.deadline, runTimes[row.id.runNumber]?.deadline].compactMap(\.self).max()
    setTimes(row.run, startsAt: times.startsAt, deadline: deadline)
  }

  /// An event counts for a leaf unless the task began to wait again after it.
  private mutating func restore(_ woken: WokenLeaf) {
    guard let slot = tasks.slot(of: woken.task), let leaves = planned(slot).conditions?.leaves,
      let state = conditions[woken.task], woken.leaf < leaves.count, case .event(let event) = leaves[woken.leaf],
      event.from == .runStart || state.since.map({ woken.at >= $0 }) == true
    else { return }
    conditions[woken.task]?.truths[woken.leaf] = .holds
  }

  /// The graphs of the runs with more than one task: what is live, what each finished task came to.
  private mutating func restoreGraphs(_ slots: [Int], _ finished: [FinishedTask]) {
    var plansOfRuns: [(run: Int64, plan: Plan)] = []
    for slot in slots {
      let plan = plans[Int(tasks[slot].plan)].plan
      let run = tasks[slot].id.runNumber
      guard plan.tasks.count > 1, runs[run] == nil else { continue }
      runs[run] = RunGraph(taskCount: plan.tasks.count)
      plansOfRuns.append((run, plan))
    }
    for task in finished {
      let status = Status.task(live: nil, lastOutcome: task.outcome)
      guard let index = runs.index(forKey: task.id.runNumber), status.isFinal else { continue }
      let ordinal = task.id.ordinal
      guard ordinal < runs.values[index].nodes.count, tasks.slot(of: task.id) == nil else { continue }
      guard runs.values[index].nodes[ordinal].final == nil else { continue }
      runs.values[index].finish(ordinal, status, attempt: task.attempt, at: task.endedAt)
    }
    for (run, plan) in plansOfRuns {
      guard var graph = runs.removeValue(forKey: run) else { continue }
      for ordinal in graph.nodes.indices where graph.nodes[ordinal].final == nil {
        let id = TaskID(run: run, ordinal: ordinal)
        guard tasks.slot(of: id) == nil else { continue }
        batch.warnings.append(.missingTask(id))
        graph.finish(ordinal, .cancelled, attempt: 0, at: now)
      }
      graph.countPending(plan)
      runs[run] = graph
    }
  }
}

import Time
import Workflows

extension Engine {
  /// Ends a task that does not run, by a verdict of the engine: an attempt with a number of its own, but no execution.
  mutating func conclude(_ slot: Int, _ outcome: Outcome, message: String? = nil) {
    dequeue(slot)
    tasks[slot].attempt += 1
    recordAttempt(slot, outcome, final: true, message: message)
    finish(slot, Status.task(live: nil, lastOutcome: outcome))
  }

  /// Forgets a final task, and tells its run. Its children are to be settled by the caller, by `settleChildren`.
  mutating func finish(_ slot: Int, _ status: Status) {
    let record = tasks[slot]
    if !record.flags.contains(.new) { batch.liveDeletes.append(record.id) }
    disarm(slot)
    forgetConditions(record.id)
    tasks.remove(slot)
    ended?[record.id] = FinalTask(status: status, attempt: record.attempt)

    let number = record.id.runNumber
    let run = RunID(number: number, createdAt: record.runCreatedAt)
    let plan = plans[Int(record.plan)].plan
    guard plan.tasks.count > 1 else {
      if !runTimes.isEmpty { runTimes[number] = nil }
      batch.runsFinished.append(RunFinish(run: run, status: Status.run(CollectionOfOne(status))))
      return
    }
    let ordinal = record.id.ordinal
    let isGood = status == .completed || status == .skipped
    // In place: a copy of the nodes for each finished task would be quadratic.
    guard let graph = runs.index(forKey: number) else { return }
    runs.values[graph].finish(ordinal, status, attempt: record.attempt, at: reportedEnd ?? now)
    for child in plan.tasks[ordinal].children {
      runs.values[graph].nodes[child].pending -= 1
      // A child whose other parents are live can only be decided now if this one ended badly.
      let node = runs.values[graph].nodes[child]
      guard node.final == nil, !isGood || node.pending == 0 || plans[Int(record.plan)].isSpecial[child] else {
        continue
      }
      unsettled.append(TaskID(run: number, ordinal: child))
    }
    if plan.hookCount > 0,
      status == .failed || runs.values[graph].live <= plan.hookCount || plan.tasks[ordinal].role.isHook
    {
      hookRuns.insert(number)
    }
    guard runs.values[graph].live == 0 else { return }
    if !runTimes.isEmpty { runTimes[number] = nil }
    batch.runsFinished.append(RunFinish(run: run, status: runs.values[graph].status))
    runs.remove(at: graph)
  }

  mutating func recordAttempt(
    _ slot: Int, _ outcome: Outcome, final: Bool, worker: WorkerID? = nil, startedAt: Timestamp? = nil,
    message: String? = nil
  ) {
    let record = tasks[slot]
    batch.attempts.append(
      AttemptRecord(
        task: record.id, runCreatedAt: record.runCreatedAt, version: plans[Int(record.plan)].version,
        attempt: record.attempt, outcome: outcome, final: final, worker: worker,
        queuedAt: startedAt == nil ? nil : record.queuedAt, startedAt: startedAt, finishedAt: now, message: message))
  }

  /// Ends all that is left of a run: what does not run at once, what runs as soon as it has been stopped. Hooks that are
  /// to run after that are left; once nothing else is left, these are ended, too.
  mutating func cancel(_ run: RunID) {
    let slots = liveSlots(of: run)
    let hooksAlone = slots.allSatisfy { planned($0).role.isHook }
    for slot in slots {
      let isMeant =
        switch planned(slot).role {
        case .ordinary: true
        case .onFailure: hooksAlone || tasks[slot].flags.contains(.passed)
        case .compensate, .finally: hooksAlone
        }
      if isMeant { end(slot, as: .cancelled) }
    }
    settleChildren()
  }

  /// Ends a live task: at once, or as soon as it has been stopped.
  mutating func end(_ slot: Int, as outcome: Outcome) {
    switch tasks[slot].state {
    case .queued, .waiting: conclude(slot, outcome, message: outcome == .timedOut ? overdueMessage(slot) : nil)
    case .running where tasks[slot].flags.contains(.stopping): break
    case .running:
      tasks[slot].flags.insert(.stopping)
      touch(slot)
      orderStop(slot)
    }
  }

  /// The last word on a task that was stopped.
  mutating func concludeStopped(_ slot: Int) {
    let isOverdue = isOverdue(tasks[slot].id.runNumber) && !planned(slot).role.isHook
    conclude(slot, isOverdue ? .timedOut : .cancelled, message: isOverdue ? overdueMessage(slot) : nil)
  }

  mutating func orderStop(_ slot: Int) {
    let record = tasks[slot]
    batch.stops.append(
      StopOrder(
        worker: pool.workers[Int(record.worker)].id, task: record.id, runCreatedAt: record.runCreatedAt,
        attempt: record.attempt,
        reason: isOverdue(record.id.runNumber) && !planned(slot).role.isHook ? .timeout : .cancel))
  }

  /// The live tasks of a run, in the order of its plan.
  func liveSlots(of run: RunID) -> [Int] {
    guard let graph = runs[run.number] else {
      return tasks.slot(of: TaskID(run: run.number, ordinal: 0)).map { [$0] } ?? []
    }
    return graph.nodes.indices.lazy.filter { graph.nodes[$0].final == nil }
      .compactMap { tasks.slot(of: TaskID(run: run.number, ordinal: $0)) }
  }
}

/// What a task has come to.
struct FinalTask {
  var status: Status
  /// The highest number that it used.
  var attempt: Int32
}

import Time
import Workflows

extension Engine {
  /// When a run began, as far as its timers and listeners go.
  func startOfRun(_ slot: Int) -> Timestamp {
    let created = tasks[slot].runCreatedAt
    return max(created, runTimes[tasks[slot].id.runNumber]?.startsAt ?? created)
  }

  func isOverdue(_ run: Int64) -> Bool {
    guard !runTimes.isEmpty, let times = runTimes[run] else { return false }
    return times.isOver || times.deadline.map { $0 <= now } ?? false
  }

  /// Whether a task waits for the time that its run is to start at.
  func isHeldBack(_ slot: Int) -> Bool {
    guard planned(slot).parents.isEmpty, let start = runTimes[tasks[slot].id.runNumber]?.startsAt else { return false }
    return start > now
  }

  /// Notes the times of a run that has come in, or is to be run again from `start` on.
  mutating func setTimes(_ run: RunID, _ plan: Plan, startsAt: Timestamp?) {
    guard startsAt != nil || plan.timeout != nil else { return }
    let start = max(run.createdAt, startsAt ?? run.createdAt)
    setTimes(run, startsAt: startsAt, deadline: plan.timeout.map { start + $0 })
  }

  mutating func setTimes(_ run: RunID, startsAt: Timestamp?, deadline: Timestamp?) {
    let former = runTimes.updateValue(RunTimes(startsAt: startsAt, deadline: deadline), forKey: run.number)
    guard let deadline, deadline != former?.deadline || former?.isOver == true else { return }
    // Most runs end in time: what they leave is swept out when it is the larger part.
    if deadlines.count > 2 * runTimes.count + 64 {
      deadlines = BinaryHeap(deadlines.elements.filter { runTimes[$0.run.number]?.deadline == $0.at })
    }
    deadlines.push(Deadline(at: deadline, run: run))
  }

  /// Ends the runs whose time is over.
  mutating func fireDeadlines() {
    while let next = firstDeadline(), next.at <= now {
      deadlines.pop()
      runTimes[next.run.number]?.isOver = true
      expire(next.run)
    }
  }

  /// The earliest that still means something.
  mutating func firstDeadline() -> Deadline? {
    while let next = deadlines.first {
      if let times = runTimes[next.run.number], times.deadline == next.at, !times.isOver { return next }
      deadlines.pop()
    }
    return nil
  }

  /// What could have run by then has failed; what still waited for it is cancelled; what runs is stopped. Hooks go on.
  private mutating func expire(_ run: RunID) {
    let verdicts = liveSlots(of: run).filter { !planned($0).role.isHook }.map { slot in
      (slot, tasks[slot].state == .waiting && hasLiveParent(slot) ? Outcome.cancelled : .timedOut)
    }
    for (slot, outcome) in verdicts { end(slot, as: outcome) }
    settleChildren()
  }

  private func hasLiveParent(_ slot: Int) -> Bool {
    guard let graph = runs[tasks[slot].id.runNumber] else { return false }
    return planned(slot).parents.contains { graph.nodes[$0].final == nil }
  }

  func overdueMessage(_ slot: Int) -> String {
    let timeout = plans[Int(tasks[slot].plan)].plan.timeout ?? .zero
    return "the run was not over within \(DurationText.canonical(timeout))"
  }
}

/// When a run's time is over.
struct Deadline: Comparable {
  let at: Timestamp
  let run: RunID

  static func < (left: Deadline, right: Deadline) -> Bool {
    left.at != right.at ? left.at < right.at : left.run.number < right.run.number
  }
}

import Time
import Workflows

extension Engine {
  /// Runs tasks of a run again, and all that depend on them; the outputs of the others stand.
  ///
  /// A selected task that is being stopped by a cancel gets that withdrawn: when its attempt ends, it is tried again. One
  /// that runs otherwise would have to be killed half-way, so the whole replay is declined.
  mutating func replay(_ replay: Replay) {
    guard let planIndex = planIndices[replay.version] else {
      return batch.warnings.append(.unknownVersion(replay.run, replay.version))
    }
    let plan = plans[planIndex].plan
    if case .from(let name) = replay.mode, plan.ordinal(named: name) == nil {
      return batch.warnings.append(.replayOfUnknownTask(replay.run, task: name))
    }
    let history = history(replay, plan)
    guard let steps = steps(replay, plan, history) else { return }
    guard !steps.isEmpty else { return batch.warnings.append(.nothingToReplay(replay.run)) }

    var graph: RunGraph?
    if plan.tasks.count > 1 {
      graph = runs.removeValue(forKey: replay.run.number)
      if graph == nil {
        graph = RunGraph(taskCount: plan.tasks.count)
        for (ordinal, task) in history.enumerated() {
          graph?.finish(ordinal, task.status ?? .cancelled, attempt: task.attempt, at: task.endedAt)
        }
      }
    }
    var unsettledSlots: [Int] = []
    for (ordinal, step) in steps {
      switch step {
      case .revive(let follows):
        var record = TaskRecord(
          id: TaskID(run: replay.run.number, ordinal: ordinal), runCreatedAt: replay.run.createdAt,
          plan: Int32(planIndex), priority: Self.clamped(replay.priority), flags: .new)
        record.attempt = history[ordinal].attempt
        if record.attempt > 0 { record.flags.insert(.resumed) }
        guard let slot = tasks.insert(record) else { continue }
        touch(slot)
        graph?.revive(ordinal)
        let status = history[ordinal].status
        watchAgain(slot, hasWaited: !follows && (status == .failed || status == .completed))
        unsettledSlots.append(slot)
      case .putBack(let slot):
        dequeue(slot)
        disarm(slot)
        (tasks[slot].failures, tasks[slot].losses, tasks[slot].deferrals) = (0, 0, 0)
        tasks[slot].flags.remove(.passed)
        watchAgain(slot, hasWaited: false)
        touch(slot)
        unsettledSlots.append(slot)
      case .withdrawStop(let slot):
        tasks[slot].flags.remove(.stopping)
        touch(slot)
      }
    }
    graph?.countPending(plan)
    runs[replay.run.number] = graph
    if let timeout = plan.timeout {
      let startsAt = runTimes[replay.run.number]?.startsAt
      setTimes(replay.run, startsAt: startsAt, deadline: max(now, startsAt ?? now) + timeout)
    }
    for slot in unsettledSlots { settle(slot) }
    settleChildren()
  }

  /// Conditions are weighed anew. Of a task that had its turn, and whose parents' outputs stand, what it waited for has
  /// come, and what might have ended it meanwhile has not.
  private mutating func watchAgain(_ slot: Int, hasWaited: Bool) {
    let startOfRun = startOfRun(slot)
    watchConditions(slot) { state, conditions in
      state.looksBack = true
      guard hasWaited else { return }
      // A leader that comes in between finds what came for it then.
      state.since = startOfRun
      for (leaf, condition) in conditions.leaves.enumerated() {
        if case .parent = condition { continue }
        state.truths[leaf] = conditions.waitLeaves.contains(leaf) ? .holds : .fails
      }
    }
  }

  private enum Step {
    /// A final task: a live row again. `follows`: a parent of it is to run again first.
    case revive(follows: Bool)
    /// A live task whose parents are to run again first.
    case putBack(slot: Int)
    case withdrawStop(slot: Int)
  }

  /// What is known of a task of the run.
  private struct History {
    var slot: Int?
    /// If final.
    var status: Status?
    /// The highest number used.
    var attempt: Int32 = 0
    var endedAt = Timestamp(microseconds: 0)
  }

  /// By ordinal. What the engine knows of a live run is newer than what the leader has read.
  private func history(_ replay: Replay, _ plan: Plan) -> [History] {
    var history = [History](repeating: History(), count: plan.tasks.count)
    for task in replay.finished where task.id.runNumber == replay.run.number && task.id.ordinal < history.count {
      let status = Status.task(live: nil, lastOutcome: task.outcome)
      history[task.id.ordinal].status = status.isFinal ? status : nil
      history[task.id.ordinal].attempt = task.attempt
      history[task.id.ordinal].endedAt = task.endedAt
    }
    let graph = runs[replay.run.number]
    for ordinal in history.indices {
      let id = TaskID(run: replay.run.number, ordinal: ordinal)
      if let final = ended?[id] {
        history[ordinal].status = final.status
        history[ordinal].attempt = max(final.attempt, history[ordinal].attempt)
      }
      if let node = graph?.nodes[ordinal] {
        history[ordinal].status = node.final
        history[ordinal].attempt = max(node.attempt, history[ordinal].attempt)
        if node.final != nil { history[ordinal].endedAt = node.endedAt }
      }
      history[ordinal].slot = tasks.slot(of: id)
      if history[ordinal].slot != nil { history[ordinal].status = nil }
    }
    return history
  }

  /// What to do, in the order of the plan; nil if it cannot be done.
  private mutating func steps(_ replay: Replay, _ plan: Plan, _ history: [History]) -> [(ordinal: Int, step: Step)]? {
    var selected = [Bool](repeating: false, count: plan.tasks.count)
    // What was undone has to be done again.
    let undone = Set(
      plan.tasks.indices.compactMap { ordinal -> String? in
        guard case .compensate(let name) = plan.tasks[ordinal].role, history[ordinal].status == .completed else {
          return nil
        }
        return name
      })
    var steps: [(ordinal: Int, step: Step)] = []
    for (ordinal, task) in plan.tasks.enumerated() {
      let known = history[ordinal]
      let isStopping = known.slot.map { tasks[$0].flags.contains(.stopping) } ?? false
      let isMeant =
        switch replay.mode {
        case .all: true
        case .from(let name): task.name == name
        case .failedOnwards: known.status == .failed || known.status == .cancelled || isStopping
        }
      // Hooks come last.
      let follows = task.role.isHook ? selected.contains(true) : task.parents.contains { selected[$0] }
      selected[ordinal] = isMeant || undone.contains(task.name) || follows || (known.slot == nil && known.status == nil)
      guard selected[ordinal] else { continue }
      guard let slot = known.slot else {
        steps.append((ordinal, .revive(follows: follows)))
        continue
      }
      if tasks[slot].state != .running {
        if follows, !waitsForParents(slot) || conditions[tasks[slot].id] != nil {
          steps.append((ordinal, .putBack(slot: slot)))
        }
      } else if isStopping, !follows {
        steps.append((ordinal, .withdrawStop(slot: slot)))
      } else {
        batch.warnings.append(.replayOfRunningTask(replay.run, task: task.name))
        return nil
      }
    }
    return steps
  }
}

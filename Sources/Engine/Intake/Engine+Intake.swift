import Time
import Workflows

extension Engine {
  /// Learns the versions that it does not know yet.
  mutating func learn(_ new: [VersionID: Plan]) {
    for version in new.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
      guard planIndices[version] == nil, let plan = new[version] else { continue }
      planIndices[version] = plans.count
      plans.append(
        KnownPlan(
          version: version, plan: plan,
          shapes: plan.tasks.map { queue.shape(slots: $0.slots, labels: $0.labels) },
          isSpecial: plan.tasks.map { $0.role.isHook || $0.conditions != nil },
          mayBeDeferred: plan.timeout == nil
            && plan.tasks.allSatisfy { task in
              (!task.parents.isEmpty || task.scheduleTimeout == nil)
                && task.conditions?.startsWithRun(hasParents: !task.parents.isEmpty) != true
            },
          hasSpecial: plan.tasks.contains { $0.role.isHook || $0.conditions != nil }))
    }
    backlog.grow(plans: plans.count)
    notePauses(before: registry)
  }

  /// Takes a run in, or puts it aside.
  mutating func take(_ run: ArrivedRun) {
    guard let planIndex = planIndices[run.version] else { return refuse(run) }
    if let rejection = run.rejection { return reject(run, rejection, plans[planIndex].plan) }
    let lane = Backlog.lane(plan: planIndex, priority: Self.clamped(run.priority))
    let mayWait = plans[planIndex].mayBeDeferred && (run.runAt ?? now) <= now && !commanded.contains(run.id.number)
    if mayWait, backlog.defers(lane: lane, taskCount: plans[planIndex].plan.tasks.count) {
      backlog.add(run.id, lane: lane)
    } else {
      takeIn(run, planIndex)
    }
  }

  /// Takes runs in that had been put aside.
  mutating func take(_ recall: Recall) {
    guard let planIndex = planIndices[recall.version] else { return }
    let lane = Backlog.lane(plan: planIndex, priority: Self.clamped(recall.priority))
    guard let isEmpty = backlog.remove(recall, lane: lane) else { return }
    if isEmpty { batch.emptiedBlocks.append(recall.block) } else { batch.shrunkBlocks.append(recall) }
    for run in recall.runs {
      takeIn(ArrivedRun(id: run, version: recall.version, priority: recall.priority), planIndex)
    }
  }

  /// The blocks that may hold a run that a command concerns. Who finds it in one hands it in as recalled, with the
  /// command.
  package func blocks(mayHold run: RunID, version: VersionID, priority: Int16) -> [Int64] {
    guard !backlog.isEmpty, let planIndex = planIndices[version] else { return [] }
    return backlog.blocks(
      mayHold: run.number, lane: Backlog.lane(plan: planIndex, priority: Self.clamped(priority)))
  }

  /// A live task for each of its tasks.
  private mutating func takeIn(_ run: ArrivedRun, _ planIndex: Int) {
    let plan = plans[planIndex].plan
    let isKnown = runs[run.id.number] != nil || tasks.slot(of: TaskID(run: run.id.number, ordinal: 0)) != nil
    guard !isKnown else { return }
    if plan.tasks.count > 1 {
      var graph = RunGraph(taskCount: plan.tasks.count)
      graph.countPending(plan)
      runs[run.id.number] = graph
    }
    setTimes(run.id, plan, startsAt: run.runAt)
    for (ordinal, task) in plan.tasks.enumerated() {
      let slot = tasks.insert(
        TaskRecord(
          id: TaskID(run: run.id.number, ordinal: ordinal), runCreatedAt: run.id.createdAt, plan: Int32(planIndex),
          priority: Self.clamped(run.priority), flags: .new))
      guard let slot else { continue }
      touch(slot)
      if plans[planIndex].isSpecial[ordinal] { watchConditions(slot) }
      guard task.parents.isEmpty, !task.role.isHook else { continue }
      if let runAt = run.runAt, runAt > now {
        wait(slot, until: runAt)
      } else {
        settle(slot, since: max(run.runAt ?? run.id.createdAt, run.id.createdAt))
      }
    }
    guard plans[planIndex].hasSpecial else { return }
    // What listens from the start of the run on, though its parents are not done.
    for (ordinal, task) in plan.tasks.enumerated() where !task.parents.isEmpty {
      guard let conditions = task.conditions, conditions.startsWithRun(hasParents: true),
        let slot = tasks.slot(of: TaskID(run: run.id.number, ordinal: ordinal))
      else { continue }
      weigh(slot, conditions)
    }
    settleChildren()
  }

  /// A run that cannot be planned must not vanish, nor hang: it fails, and says why.
  private mutating func refuse(_ run: ArrivedRun) {
    batch.warnings.append(.unknownVersion(run.id, run.version))
    batch.attempts.append(
      AttemptRecord(
        task: TaskID(run: run.id.number, ordinal: 0), runCreatedAt: run.id.createdAt, version: run.version, attempt: 1,
        outcome: .failed, final: true, finishedAt: now, message: "unknown workflow version \(run.version.rawValue)"))
    batch.runsFinished.append(RunFinish(run: run.id, status: .failed))
  }
}

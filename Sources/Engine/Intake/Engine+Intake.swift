import Time

extension Engine {
  /// Learns the versions that it does not know yet.
  mutating func learn(_ new: [VersionID: Plan]) {
    for version in new.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
      guard planIndices[version] == nil, let plan = new[version] else { continue }
      planIndices[version] = plans.count
      plans.append(
        KnownPlan(
          version: version, plan: plan,
          shapes: plan.tasks.map { queue.shape(slots: $0.slots, labels: $0.labels) }))
    }
  }

  /// Takes a run in: a live task for each of its tasks.
  mutating func take(_ run: ArrivedRun) {
    guard let planIndex = planIndices[run.version] else { return refuse(run) }
    let plan = plans[planIndex].plan
    let isKnown = runs[run.id.number] != nil || tasks.slot(of: TaskID(run: run.id.number, ordinal: 0)) != nil
    guard !isKnown else { return }
    if plan.tasks.count > 1 {
      var graph = RunGraph(taskCount: plan.tasks.count)
      graph.countPending(plan)
      runs[run.id.number] = graph
    }
    for (ordinal, task) in plan.tasks.enumerated() {
      let slot = tasks.insert(
        TaskRecord(
          id: TaskID(run: run.id.number, ordinal: ordinal), runCreatedAt: run.id.createdAt, plan: Int32(planIndex),
          priority: Self.clamped(run.priority), flags: .new))
      guard let slot else { continue }
      touch(slot)
      guard task.parents.isEmpty else { continue }
      if let runAt = run.runAt, runAt > now {
        wait(slot, until: runAt)
      } else {
        settle(slot, since: max(run.runAt ?? run.id.createdAt, run.id.createdAt))
      }
    }
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

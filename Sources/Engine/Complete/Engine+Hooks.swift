import Time
import Workflows

// What runs beside the graph: on failure, to undo what completed, at the end.
extension Engine {
  /// Decides about the hooks of the runs that need it: after each task that may have let one begin.
  mutating func settleHooks() {
    while let run = hookRuns.popFirst() { settleHooks(of: run) }
  }

  private mutating func settleHooks(of run: Int64) {
    guard let graph = runs[run], let first = liveSlot(run, graph) else { return }
    let plan = plans[Int(tasks[first].plan)].plan
    let ordinary = plan.tasks.indices.filter { !plan.tasks[$0].role.isHook }
    let statuses = ordinary.map { graph.nodes[$0].final }
    let hasFailed = statuses.contains(.failed)
    let isOver = !statuses.contains(nil)

    if let slot = liveHook(run, plan, graph, where: { $0 == .onFailure }) {
      if hasFailed { return release(slot) }
      guard isOver else { return }
      return conclude(slot, .skipped, message: "no task failed")
    }
    guard isOver else { return }
    if hasFailed || statuses.contains(.cancelled) {
      if undoNext(run, plan, graph) { return }
    } else {
      for ordinal in compensations(plan) where graph.nodes[ordinal].final == nil {
        guard let slot = tasks.slot(of: TaskID(run: run, ordinal: ordinal)) else { continue }
        return conclude(slot, .skipped, message: "there is nothing to undo")
      }
    }
    if let slot = liveHook(run, plan, graph, where: { $0 == .finally }) { release(slot) }
  }

  /// One after the other, what completed last first. True if one is under way.
  private mutating func undoNext(_ run: Int64, _ plan: Plan, _ graph: RunGraph) -> Bool {
    var next: (ended: Timestamp, task: Int, slot: Int)?
    for ordinal in compensations(plan) where graph.nodes[ordinal].final == nil {
      guard case .compensate(let name) = plan.tasks[ordinal].role, let task = plan.ordinal(named: name),
        let slot = tasks.slot(of: TaskID(run: run, ordinal: ordinal))
      else { continue }
      guard graph.nodes[task].final == .completed else {
        conclude(slot, .skipped, message: "'\(name)' did not complete")
        return true
      }
      if tasks[slot].flags.contains(.passed) { return true }
      let candidate = (ended: graph.nodes[task].endedAt, task: task, slot: slot)
      if next.map({ ($0.ended, $0.task) < (candidate.ended, candidate.task) }) ?? true { next = candidate }
    }
    guard let next else { return false }
    release(next.slot)
    return true
  }

  private func compensations(_ plan: Plan) -> [Int] {
    plan.tasks.indices.filter { if case .compensate = plan.tasks[$0].role { true } else { false } }
  }

  private func liveHook(
    _ run: Int64, _ plan: Plan, _ graph: RunGraph, where isMeant: (TaskRole) -> Bool
  ) -> Int? {
    guard let ordinal = plan.tasks.lastIndex(where: { isMeant($0.role) }), graph.nodes[ordinal].final == nil else {
      return nil
    }
    return tasks.slot(of: TaskID(run: run, ordinal: ordinal))
  }

  private func liveSlot(_ run: Int64, _ graph: RunGraph) -> Int? {
    graph.nodes.indices.lazy.filter { graph.nodes[$0].final == nil }
      .compactMap { tasks.slot(of: TaskID(run: run, ordinal: $0)) }.first
  }

  /// Lets a hook begin, once.
  private mutating func release(_ slot: Int) {
    guard tasks[slot].flags.insert(.passed).inserted else { return }
    touch(slot)
    enqueue(slot, since: nil)
  }
}

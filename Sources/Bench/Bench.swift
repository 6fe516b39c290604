import Database
package import Hatchet
import Monitor

/// What can this database and machine do, and will it hold a load? Measured in a namespace of its own, which is removed
/// at the end, whatever that is.
package enum Bench {
  /// - Parameter tell: hears what happens; it must return at once.
  /// - Throws: `HatchetError`; `CancellationError` or an error of a cancelled call if the task is cancelled. The namespace
  ///   is gone then, too.
  package static func run(
    _ plan: BenchPlan, _ settings: Settings, tell: @escaping @Sendable (BenchEvent) -> Void
  ) async throws -> BenchReport {
    let ground = try await Ground(plan, settings, tell: tell)
    let report: BenchReport
    do {
      try await ground.build()
      report = try await measure(ground)
    } catch {
      // In a task of its own: this one may be cancelled, and then nothing could be removed.
      do {
        try await Task { try await ground.leave() }.value
      } catch {
        tell(.leftBehind(namespace: ground.name))
      }
      throw error
    }
    try await Task { try await ground.leave() }.value
    return report
  }

  private static func measure(_ ground: Ground) async throws -> BenchReport {
    let plan = ground.plan
    var report = BenchReport(plan: plan, server: try await ground.load.facts())
    func wants(_ measurement: BenchPlan.Measurement) -> Bool { plan.measurements.contains(measurement) }
    if wants(.history), plan.history > 0 { report.history = try await ground.history() }
    let snapshot = plan.holdsSnapshot ? try await ground.holdSnapshot() : nil
    defer { Task { await snapshot?.close() } }
    // Runs that are in the queue.
    var waiting = 0
    if wants(.bulk) || wants(.drain) {
      report.bulk = try await ground.bulk(BenchWorkflows.single, plan.runs, inputSize: plan.inputSize)
      waiting = plan.runs
    }
    if wants(.drain) {
      report.drain = try await ground.drain("draining", waiting, executor: ground.executor, slots: plan.slots)
      waiting = 0
    }
    if wants(.enqueue) {
      let single = try await ground.enqueue(clients: 1)
      let several = try await ground.enqueue(clients: plan.clients)
      waiting += single.runs + several.runs
      (report.singleEnqueue, report.enqueue) = (single, several)
    }
    if wants(.latency) {
      report.latencies = try await ground.latency(at: plan.rates, of: BenchWorkflows.single, waiting: waiting)
      waiting = 0
    }
    if plan.needsEmptyQueue { try await ground.clear(waiting) }
    if wants(.dag) {
      _ = try await ground.bulk(BenchWorkflows.dag, plan.dagRuns, inputSize: plan.inputSize)
      report.dag = try await ground.drain(
        "draining runs of several tasks", plan.dagRuns, executor: ground.executor, slots: plan.slots)
    }
    if wants(.process) { (report.process, report.spawnsPerSecond) = try await ground.processes() }
    if wants(.sizes) { report.sizes = try await ground.sizes() }
    if wants(.load), let rate = plan.load { report.answer = try await ground.answer(rate) }
    report.peakMemory = ProcessorTime.peakMemory
    return report
  }
}

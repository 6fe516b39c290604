import Database
import Engine
import Store
import Time

extension Statements {
  /// A batch of the engine as one transaction: rows in the order that `Batch` asks for, and what workers in other
  /// processes are told. `reports` are those of local workers that the engine accepted.
  func calls(_ batch: Batch, reports: [AttemptRow], local: Set<WorkerID>) -> [Call] {
    var calls: [Call] = []
    if !batch.liveDeletes.isEmpty { calls.append(deleteLive(batch.liveDeletes)) }
    if !batch.liveInserts.isEmpty { calls.append(insertLive(batch.liveInserts)) }
    let updates = batch.liveUpdates + batch.lateRecords
    if !updates.isEmpty { calls.append(updateLive(updates)) }
    let waits = batch.liveInserts.filter { $0.waits ?? .init() != .init() } + updates.filter { $0.waits != nil }
    if !waits.isEmpty { calls.append(updateWaits(waits)) }
    for deferral in batch.deferrals { calls.append(insertBlock(deferral)) }
    for recall in batch.shrunkBlocks { calls.append(shrinkBlock(recall)) }
    if !batch.emptiedBlocks.isEmpty { calls.append(deleteBlocks(batch.emptiedBlocks)) }
    let attempts = reports + batch.attempts.map(AttemptRow.init)
    if !attempts.isEmpty { calls.append(insertAttempts(attempts, byLeader: true)) }
    calls += moveCrons(batch.cronMoves)
    if !batch.eventRuns.isEmpty { calls.append(startByEvents(batch.eventRuns)) }
    if !batch.eventMatches.isEmpty { calls.append(insertMatches(batch.eventMatches)) }
    for (worker, starts) in Dictionary(grouping: batch.starts, by: \.worker) where !local.contains(worker) {
      calls.append(insertAssignment(to: worker, .start, starts.map { ($0.task, $0.attempt) }))
    }
    for (worker, stops) in Dictionary(grouping: batch.stops, by: \.worker) where !local.contains(worker) {
      for (reason, orders) in Dictionary(grouping: stops, by: \.reason) {
        calls.append(
          insertAssignment(to: worker, reason == .cancel ? .cancel : .timeout, orders.map { ($0.task, $0.attempt) }))
      }
    }
    return calls
  }
}

extension Batch {
  /// In which days its records lie.
  var days: [Timestamp] {
    attempts.map(\.runCreatedAt) + eventMatches.map { $0.run?.createdAt ?? $0.event.id.createdAt }
      + eventRuns.flatMap { [$0.matchedAt, $0.event.id.createdAt] } + cronMoves.map(\.at)
  }

  /// Whether nothing in it is a promise to anybody, so that it need not wait for the disk.
  var isRelaxed: Bool {
    liveDeletes.isEmpty && liveInserts.isEmpty && liveUpdates.isEmpty && attempts.isEmpty && recorded.isEmpty
      && starts.isEmpty && deferrals.isEmpty && emptiedBlocks.isEmpty && shrunkBlocks.isEmpty && eventRuns.isEmpty
      && eventMatches.isEmpty && cronMoves.isEmpty
  }
}

package import Database
package import Engine
package import Monitor
import Store
package import Time

extension Client {
  /// The runs that wait for the time that they were asked for, the next one first.
  package func scheduledRuns() async throws(HatchetError) -> [ScheduleReader.Entry] {
    try await rethrowing { () async throws(StoreError) in try await scheduleReader.list() }
  }

  /// Lets runs that have not started start at another time.
  @discardableResult
  package func reschedule(_ runs: [RunID], to time: Timestamp) async throws(HatchetError) -> TransactionID {
    try await rethrowing { () async throws(StoreError) in try await runLog.reschedule(runs, to: time) }
  }

  /// For each run why it is none that waits for its time, nil if it is one. Throws `notFound` if one does not exist.
  package func scheduled(_ runs: [RunID]) async throws(HatchetError) -> [RunID: HatchetError?] {
    let waiting = Set(try await scheduledRuns().map(\.run))
    var refusals = try await cancellable(runs)
    for run in runs where !waiting.contains(run) && (refusals[run] ?? nil) == nil {
      refusals[run] = HatchetError(
        .refused, "run '\(run.text)' does not wait for its time: it has started, or is about to")
    }
    return refusals
  }
}

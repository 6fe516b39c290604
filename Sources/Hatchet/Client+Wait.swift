package import Database
package import Engine
import Monitor
import Store
import Time

/// What became of a run.
public enum RunStatus: String, Sendable, CaseIterable {
  /// All its tasks completed or were skipped.
  case completed
  /// A task failed for good.
  case failed
  /// A task was cancelled, and none failed.
  case cancelled
}

extension Client {
  /// Waits until a run is finished: what this says is committed.
  ///
  /// Throws `notFound`, `timeout` (the run goes on), `unreachable`.
  public func wait(for run: String, timeout: Duration? = nil) async throws(HatchetError) -> RunStatus {
    let id = try parse(run)
    guard let status = try await wait(for: id, until: timeout.map { .now + $0 }) else {
      throw HatchetError(.timeout, "run '\(run)' is not finished after \(DurationText.format(timeout ?? .zero))")
    }
    // Of a run, no other status is final.
    return RunStatus(rawValue: status.rawValue) ?? .completed
  }

  /// nil if it is not finished by then.
  package func wait(for run: RunID, until end: ContinuousClock.Instant?) async throws(HatchetError) -> Status? {
    let reader = runReader
    return try await poll(until: end) { () async throws(HatchetError) in
      let status = try await rethrowing { () async throws(StoreError) in try await reader.status(run) }
      guard let status else { throw HatchetError.noRun(run) }
      return status.isFinal ? status : nil
    }
  }

  /// Waits until the leader has done what was asked for; false if it has not by then.
  package func waitUntilTaken(
    _ request: TransactionID, until end: ContinuousClock.Instant?
  ) async throws(HatchetError) -> Bool {
    let isTaken = try await poll(until: end) { () async throws(HatchetError) in
      let isTaken = try await rethrowing { () async throws(StoreError) in try await runLog.isTaken(request) }
      return isTaken ? true : nil
    }
    return isTaken ?? false
  }

  /// Asks until there is an answer: soon at first, then not too often, since asking costs the database some 100 µs.
  private func poll<Answer: Sendable>(
    until end: ContinuousClock.Instant?, _ ask: () async throws(HatchetError) -> Answer?
  ) async throws(HatchetError) -> Answer? {
    var pause = Duration.milliseconds(4)
    while true {
      if let answer = try await ask() { return answer }
      if let end, end <= .now { return nil }
      do {
        try await Task.sleep(until: min(.now + pause, end ?? .now + pause))
      } catch {
        throw HatchetError(.failed, "waiting was cancelled")
      }
      pause = min(pause * 5 / 4, .milliseconds(250))
    }
  }
}

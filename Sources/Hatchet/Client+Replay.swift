package import Database
package import Engine
import Monitor
import Store
import Workflows

extension Client {
  /// Asks for the end of a run; its tasks are cancelled when their processes are gone.
  ///
  /// Throws `notFound`, `usage` (not an id), `refused` (it is finished).
  public func cancel(_ run: String) async throws(HatchetError) {
    let id = try parse(run)
    if let refusal = try await cancellable([id])[id] ?? nil { throw refusal }
    try await cancel([id])
  }

  /// Asks for tasks of a run to be run again: what failed or was cancelled, or `task`, or everything; and all that
  /// depends on it. The outputs of the others stand. `input`, a JSON document, replaces the run's for all tasks that start
  /// from then on.
  ///
  /// Throws `notFound` (run, task), `usage` (not an id; the input breaks its schema), `refused` (nothing failed, or what is
  /// meant runs).
  public func replay(
    _ run: String, from task: String? = nil, everything: Bool = false, input: String? = nil
  ) async throws(HatchetError) {
    let id = try parse(run)
    if let refusal = try await replayable([id], from: task, everything: everything)[id] ?? nil { throw refusal }
    try await replay([id], from: task, everything: everything, input: input.map { JSONText($0) })
  }

  @discardableResult
  package func cancel(_ runs: [RunID]) async throws(HatchetError) -> TransactionID {
    try await rethrowing { () async throws(StoreError) in try await runLog.cancel(runs) }
  }

  @discardableResult
  package func replay(
    _ runs: [RunID], from task: String?, everything: Bool, input: JSONText? = nil
  ) async throws(HatchetError) -> TransactionID {
    try await rethrowing { () async throws(StoreError) in
      try await runLog.replay(runs, from: task, everything: everything, input: input)
    }
  }

  /// For each run why it cannot be cancelled, nil if it can. Throws `notFound` if one does not exist.
  package func cancellable(_ runs: [RunID]) async throws(HatchetError) -> [RunID: HatchetError?] {
    var refusals: [RunID: HatchetError?] = [:]
    for (run, status) in try await statuses(of: runs) {
      refusals[run] =
        .some(status.isFinal ? HatchetError(.refused, "run '\(run.text)' is \(status.rawValue) already") : nil)
    }
    return refusals
  }

  /// For each run why it cannot be replayed so, nil if it can. Throws `notFound` if one does not exist.
  package func replayable(
    _ runs: [RunID], from task: String?, everything: Bool
  ) async throws(HatchetError) -> [RunID: HatchetError?] {
    var refusals: [RunID: HatchetError?] = [:]
    for (run, status) in try await statuses(of: runs) {
      let isPlain = task == nil && (status == .failed || status == .cancelled || (everything && status.isFinal))
      refusals[run] = .some(isPlain ? nil : try await refusal(of: run, from: task, everything: everything))
    }
    return refusals
  }

  private func refusal(of run: RunID, from task: String?, everything: Bool) async throws(HatchetError) -> HatchetError?
  {
    guard let detail = try await rethrowing({ () async throws(StoreError) in try await runReader.detail(run) }) else {
      return .noRun(run)
    }
    if let task, detail.task(named: task) == nil {
      return HatchetError(
        .notFound, "run '\(run.text)' has no task '\(task)'",
        hint: "workflow '\(detail.workflow.name)' has \(detail.tasks.map(\.name).joined(separator: ", "))")
    }
    var selected: Set<String> = []
    for one in detail.tasks {
      let isMeant =
        everything || one.name == task
        || (task == nil && (one.status == .failed || one.status == .cancelled || one.live?.cancelling == true))
      guard isMeant || one.needs.contains(where: selected.contains) else { continue }
      selected.insert(one.name)
      if one.status == .running, one.live?.cancelling != true {
        return HatchetError(
          .refused, "task '\(one.name)' of run '\(run.text)' is running",
          hint: "wait for its end, or cancel the run first")
      }
    }
    guard selected.isEmpty else { return nil }
    return HatchetError(
      .refused, "run '\(run.text)' has no failed task", hint: "--from TASK or --all replays what did not fail")
  }

  private func statuses(of runs: [RunID]) async throws(HatchetError) -> [RunID: Status] {
    var statuses: [RunID: Status] = [:]
    for start in stride(from: 0, to: runs.count, by: 500) {
      let some = Array(runs[start..<min(start + 500, runs.count)])
      let found = try await rethrowing { () async throws(StoreError) in try await runReader.statuses(some) }
      if let missing = some.first(where: { found[$0] == nil }) { throw .noRun(missing) }
      statuses.merge(found) { $1 }
    }
    return statuses
  }
}

extension HatchetError {
  package static func noRun(_ run: RunID) -> HatchetError {
    HatchetError(.notFound, "run '\(run.text)' does not exist", hint: "it may have been pruned")
  }
}

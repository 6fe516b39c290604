package import Engine
package import Hatchet
package import Monitor
import Time

/// A run at one moment, and the end of the log of each task of it that failed.
package struct RunPicture: Sendable {
  package var run: RunDetail
  package var tails: [FailureTail]

  package init(run: RunDetail, tails: [FailureTail] = []) {
    self.run = run
    self.tails = tails
  }

  /// - Parameter logLines: of each failed task; 0 reads no log.
  /// - Throws: `StoreError`: `notFound` if there is no such run.
  package static func read(_ run: RunID, logLines: Int, _ client: Client) async throws -> RunPicture {
    guard let detail = try await client.runReader.detail(run) else {
      throw HatchetError(.notFound, "run '\(run.text)' does not exist", hint: "it may have been pruned")
    }
    guard logLines > 0, detail.tasks.contains(where: { $0.status == .failed }) else { return RunPicture(run: detail) }
    return RunPicture(run: detail, tails: try await client.logReader.failureTail(run, lines: logLines))
  }

  func tail(of task: TaskDetail) -> FailureTail? { tails.first { $0.task == task.name } }
}

extension TaskDetail {
  /// How many times it was begun, the present time included; 0 if it never was.
  var attemptCount: Int { attempts.count { $0.startedAt != nil } + (runningAttempt == nil ? 0 : 1) }

  /// The number of the attempt that runs.
  var runningAttempt: Int32? { live.flatMap { $0.state == .running ? $0.attempt : nil } }

  /// From its first start to its end, or to `now`; nil if it was never begun.
  func duration(now: Timestamp) -> Duration? { startedAt.map { max(.zero, (finishedAt ?? now) - $0) } }
}

package import Time

/// A row of the attempt log that the engine decided: a lost attempt, or a verdict without an execution (no worker, no
/// start).
package struct AttemptRecord: Hashable, Sendable {
  package var task: TaskID
  package var runCreatedAt: Timestamp
  package var version: VersionID
  package var attempt: Int32
  package var outcome: Outcome
  /// Whether it is the last word on the task.
  package var final: Bool
  package var worker: WorkerID?
  package var queuedAt: Timestamp?
  package var startedAt: Timestamp?
  package var finishedAt: Timestamp
  /// For people, in git's style; nil if the outcome says it all.
  package var message: String?

  package init(
    task: TaskID, runCreatedAt: Timestamp, version: VersionID, attempt: Int32, outcome: Outcome, final: Bool,
    worker: WorkerID? = nil, queuedAt: Timestamp? = nil, startedAt: Timestamp? = nil, finishedAt: Timestamp,
    message: String? = nil
  ) {
    self.task = task
    self.runCreatedAt = runCreatedAt
    self.version = version
    self.attempt = attempt
    self.outcome = outcome
    self.final = final
    self.worker = worker
    self.queuedAt = queuedAt
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.message = message
  }
}

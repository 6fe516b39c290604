package import Time

/// Give a task to a worker.
package struct Assignment: Hashable, Sendable {
  package var worker: WorkerID
  package var task: TaskID
  package var run: RunID
  package var version: VersionID
  package var attempt: Int32
  /// The number that the last attempt would have if each from this one on failed.
  package var maxAttempts: Int32
  /// Those counted against the retries so far: what `Verdict.isFinal` wants to know.
  package var failures: Int32
  package var priority: Int16
  package var queuedAt: Timestamp
  /// To a local worker, with the task's row left as it is: see `Batch.lateRecords`.
  package var isUnrecorded: Bool

  package init(
    worker: WorkerID, task: TaskID, run: RunID, version: VersionID, attempt: Int32, maxAttempts: Int32, failures: Int32,
    priority: Int16, queuedAt: Timestamp, isUnrecorded: Bool = false
  ) {
    self.isUnrecorded = isUnrecorded
    self.worker = worker
    self.task = task
    self.run = run
    self.version = version
    self.attempt = attempt
    self.maxAttempts = maxAttempts
    self.failures = failures
    self.priority = priority
    self.queuedAt = queuedAt
  }
}

/// Ask a worker to stop an attempt. May be repeated after a take-over.
package struct StopOrder: Hashable, Sendable {
  package var worker: WorkerID
  package var task: TaskID
  package var runCreatedAt: Timestamp
  package var attempt: Int32
  package var reason: StopReason

  package init(worker: WorkerID, task: TaskID, runCreatedAt: Timestamp, attempt: Int32, reason: StopReason) {
    self.worker = worker
    self.task = task
    self.runCreatedAt = runCreatedAt
    self.attempt = attempt
    self.reason = reason
  }
}

package import Time

/// A row of `live_task`: one task that is not finished.
package struct LiveTask: Hashable, Sendable {
  package var id: TaskID
  package var runCreatedAt: Timestamp
  package var version: VersionID
  /// 1 low, 2 normal, 3 high.
  package var priority: Int16
  package var state: TaskState
  /// The number of the running attempt, or of the last one that was recorded; 0 if there was none yet.
  package var attempt: Int32
  /// Attempts that failed or timed out since the task was taken in or replayed: counted against `retries`.
  package var failures: Int32
  /// Attempts whose worker was lost since then: at most `Engine.lossBudget`.
  package var losses: Int32
  /// The number of unclean take-overs when the row was last written. A queued task may have been started once, without
  /// a record, by each leader since that died, so its next attempt is `attempt + 1 + (epoch now - epoch)`. So may one
  /// that waits for its parents; not one that waits for a time.
  package var epoch: Int32
  /// Set if and only if running.
  package var worker: WorkerID?
  /// Since when it could run, as far as workers go: its parents were done, its time had come. Set if queued or running.
  package var queuedAt: Timestamp?
  /// Set if and only if running.
  package var startedAt: Timestamp?
  /// If waiting, when it is to be queued; nil if it waits for its parents.
  package var wakeAt: Timestamp?
  /// Set only if running: the worker has been asked to stop the attempt.
  package var stopping: StopReason?
  /// nil for most tasks: without conditions, no hook, in a run without times of its own.
  package var waits: Waits?

  package struct Waits: Hashable, Sendable {
    /// When its timers and listeners of events started, while it waits for them.
    package var since: Timestamp?
    /// Its conditions have let it through, or its turn as a hook has come.
    package var passed = false
    /// When the run was to start, if that is not when it was created.
    package var startsAt: Timestamp?
    /// When the run's time is over.
    package var deadline: Timestamp?

    package init(
      since: Timestamp? = nil, passed: Bool = false, startsAt: Timestamp? = nil, deadline: Timestamp? = nil
    ) {
      self.since = since
      self.passed = passed
      self.startsAt = startsAt
      self.deadline = deadline
    }
  }

  package init(
    id: TaskID, runCreatedAt: Timestamp, version: VersionID, priority: Int16 = 2, state: TaskState, attempt: Int32 = 0,
    failures: Int32 = 0, losses: Int32 = 0, epoch: Int32 = 0, worker: WorkerID? = nil, queuedAt: Timestamp? = nil,
    startedAt: Timestamp? = nil,
    wakeAt: Timestamp? = nil, stopping: StopReason? = nil, waits: Waits? = nil
  ) {
    self.waits = waits
    self.id = id
    self.runCreatedAt = runCreatedAt
    self.version = version
    self.priority = priority
    self.state = state
    self.attempt = attempt
    self.failures = failures
    self.losses = losses
    self.epoch = epoch
    self.worker = worker
    self.queuedAt = queuedAt
    self.startedAt = startedAt
    self.wakeAt = wakeAt
    self.stopping = stopping
  }

  package var run: RunID { RunID(number: id.runNumber, createdAt: runCreatedAt) }
}

/// Why a running attempt is to be stopped.
package enum StopReason: String, CaseIterable, Sendable {
  case cancel
  /// The run's time is over.
  case timeout
}

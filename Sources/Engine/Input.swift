package import Time
package import Workflows

/// What may happen to the engine. Whatever the order in which one `apply` gets them, it takes them in the order of the
/// cases: so a worker's last reports count before its loss, and a replay never meets facts older than the reports that
/// come with it.
package enum Input: Sendable {
  /// Versions that runs may name from now on. A version never changes, so a known one is left alone.
  case plans([VersionID: Plan])
  /// What is declared: instead of what was known before.
  case registry(Registry)
  /// What is in the tables when a leader takes over: first, and before any run, command or report that the cursors have
  /// not passed. May come in pieces, as long as no run is cut in two. Commands come with a later `apply`: only then can
  /// be told which runs they concern are in the backlog.
  case recovered(Recovery)
  /// Runs that had been put aside: what `Batch.wantedBlocks` asked for, and those that a command concerns.
  case recalled([Recall])
  /// Runs that have become visible in the log, in any order.
  case runs([ArrivedRun])
  case commands([RunCommand])
  /// What was asked for by `Batch.questions`.
  case answers([Answer])
  /// Events that have become visible in the log, in any order.
  case events([ArrivedEvent])
  /// Attempts that ended, from the log (remote workers) or in memory (the local one).
  case reports([Report])
  case workers([WorkerChange])
  /// Nothing but the time.
  case tick
  /// The leader steps down in good order: nothing more is started, and what runs without a record is recorded. When the
  /// batch is committed (waiting for the disk), the next take-over is a clean one.
  case handover
}

/// The state that a leader finds when it takes over.
package struct Recovery: Sendable {
  /// The number of unclean take-overs of the namespace, this one included. Stored before anything else is done.
  package var epoch: Int32
  package var live: [LiveTask]
  /// The last word on each finished task of the runs that have a row in `live` and more than one task.
  package var finished: [FinishedTask]
  package var deferred: [DeferredBlock]
  /// The leaves of the live tasks' conditions that events have made true.
  package var woken: [WokenLeaf]

  package init(
    epoch: Int32, live: [LiveTask], finished: [FinishedTask] = [], deferred: [DeferredBlock] = [],
    woken: [WokenLeaf] = []
  ) {
    self.woken = woken
    self.epoch = epoch
    self.live = live
    self.finished = finished
    self.deferred = deferred
  }
}

/// What the attempt log says of a task: the outcome of its highest attempt.
package struct FinishedTask: Hashable, Sendable {
  package var id: TaskID
  package var attempt: Int32
  package var outcome: Outcome
  package var endedAt: Timestamp

  package init(id: TaskID, attempt: Int32, outcome: Outcome, endedAt: Timestamp = Timestamp(microseconds: 0)) {
    self.endedAt = endedAt
    self.id = id
    self.attempt = attempt
    self.outcome = outcome
  }
}

/// What the log `event_match` says of a leaf of a task's conditions.
package struct WokenLeaf: Hashable, Sendable {
  package var task: TaskID
  package var leaf: Int
  package var at: Timestamp

  package init(task: TaskID, leaf: Int, at: Timestamp) {
    self.task = task
    self.leaf = leaf
    self.at = at
  }
}

/// A new row of the run log.
package struct ArrivedRun: Hashable, Sendable {
  package var id: RunID
  package var version: VersionID
  /// 1 low, 2 normal, 3 high.
  package var priority: Int16
  /// Not before then.
  package var runAt: Timestamp?
  /// Why it is not to be run; nil if it is.
  package var rejection: Rejection?

  package init(
    id: RunID, version: VersionID, priority: Int16 = 2, runAt: Timestamp? = nil, rejection: Rejection? = nil
  ) {
    self.rejection = rejection
    self.id = id
    self.version = version
    self.priority = priority
    self.runAt = runAt
  }
}

/// A new row of the command log.
package enum RunCommand: Hashable, Sendable {
  /// Ends every task of the run that is not finished. Again, or on a finished run: nothing.
  case cancel(RunID)
  case replay(Replay)
  /// A run that has not started starts at another time; one that has: nothing.
  case reschedule(RunID, Timestamp)
}

/// Run tasks of a run again, with all that depends on them.
package struct Replay: Hashable, Sendable {
  package enum Mode: Hashable, Sendable {
    /// The tasks that failed or were cancelled.
    case failedOnwards
    /// The task with that name.
    case from(String)
    case all
  }

  package var run: RunID
  package var mode: Mode
  /// What the run's own row says.
  package var version: VersionID
  package var priority: Int16
  /// The highest recorded attempt of each task of the run that has one, finished or not; read after the batches before
  /// were committed. For a task that the engine knows itself it counts for the attempt number alone.
  package var finished: [FinishedTask]

  package init(
    run: RunID, mode: Mode = .failedOnwards, version: VersionID, priority: Int16 = 2, finished: [FinishedTask]
  ) {
    self.run = run
    self.mode = mode
    self.version = version
    self.priority = priority
    self.finished = finished
  }
}

/// A worker says how an attempt ended.
package struct Report: Hashable, Sendable {
  /// What the task itself said about another try.
  package enum RetryHint: Hashable, Sendable {
    /// Nothing: the workflow's policy decides.
    case policy
    case never
    /// Not before this has passed, if the policy allows another attempt at all.
    case after(Duration)
  }

  package var task: TaskID
  package var attempt: Int32
  package var worker: WorkerID
  package var outcome: Outcome
  /// nil if killed by a signal, or never started.
  package var exitCode: Int32?
  package var retry: RetryHint
  /// nil: when it is taken in.
  package var finishedAt: Timestamp?

  package init(
    task: TaskID, attempt: Int32, worker: WorkerID, outcome: Outcome, exitCode: Int32? = nil,
    retry: RetryHint = .policy, finishedAt: Timestamp? = nil
  ) {
    self.finishedAt = finishedAt
    self.task = task
    self.attempt = attempt
    self.worker = worker
    self.outcome = outcome
    self.exitCode = exitCode
    self.retry = retry
  }
}

/// What the leader sees of the workers.
package enum WorkerChange: Sendable {
  /// A worker that is there; once more with other slots or labels means that these changed.
  case joined(WorkerProfile)
  /// It takes nothing new, and ends what it has.
  case draining(WorkerID)
  /// It is gone after reporting all it ever started: what it still holds here, it never began, and goes back.
  case left(WorkerID)
  /// It is gone: what it ran is lost.
  case lost(WorkerID)
}

/// What a worker offers.
package struct WorkerProfile: Hashable, Sendable {
  package var id: WorkerID
  package var slots: Int32
  package var labels: [String: LabelValue]
  /// Whether it lives in the leader's own process: it gets its work in memory, and dies with the leader.
  package var isLocal: Bool

  package init(id: WorkerID, slots: Int32, labels: [String: LabelValue] = [:], isLocal: Bool = false) {
    self.id = id
    self.slots = slots
    self.labels = labels
    self.isLocal = isLocal
  }
}

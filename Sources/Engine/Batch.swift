/// What one `apply` decided: to be committed as a whole, in the order of `apply`s, or not at all.
///
/// The tables first: `liveDeletes`, then `liveInserts`, then `liveUpdates` (a task may be deleted and inserted in one
/// batch, when it is replayed; each list names a task once, and an update always finds its row), and `attempts`.
/// `lateRecords` are updates that nobody waits for. When the batch and all before it are committed, and not sooner, carry
/// out `starts` and `stops`: that is what makes an attempt number safe to use.
package struct Batch: Sendable {
  package var liveDeletes: [TaskID] = []
  package var liveInserts: [LiveTask] = []
  package var liveUpdates: [LiveTask] = []
  /// Running rows of local attempts that have become long enough to be worth a record. May be lost: see
  /// `LiveTask.epoch`.
  package var lateRecords: [LiveTask] = []
  /// Verdicts of the engine. Reports are not here: a remote worker's is in the log, and the leader writes the local
  /// worker's, by `recorded`.
  package var attempts: [AttemptRecord] = []
  /// The reports that were accepted, and whether each was the last word on its task.
  package var recorded: [Recorded] = []
  package var refused: [Refusal] = []
  package var starts: [Assignment] = []
  package var stops: [StopOrder] = []
  package var runsFinished: [RunFinish] = []
  /// Runs to be put aside, in blocks; blocks that have become empty, or smaller.
  package var deferrals: [Deferral] = []
  package var emptiedBlocks: [Int64] = []
  package var shrunkBlocks: [Recall] = []
  /// Blocks to read, and to hand in as `Input.recalled` with the next `apply`.
  package var wantedBlocks: [Int64] = []
  /// Runs to be appended to the log of runs, and what events did besides.
  package var eventRuns: [EventRun] = []
  package var eventMatches: [EventMatch] = []
  /// To be looked up after the commit: `Input.answers` of the next `apply`.
  package var questions: [Question] = []
  /// Schedules that go on, and the runs that they enqueue: in this order, for one may move twice.
  package var cronMoves: [CronMove] = []
  package var warnings: [Warning] = []

  package init() {}

  /// Whether there is nothing to write.
  package var writesNothing: Bool {
    liveDeletes.isEmpty && liveInserts.isEmpty && liveUpdates.isEmpty && lateRecords.isEmpty && attempts.isEmpty
      && recorded.isEmpty && deferrals.isEmpty && emptiedBlocks.isEmpty && shrunkBlocks.isEmpty && eventRuns.isEmpty
      && eventMatches.isEmpty && cronMoves.isEmpty
  }
}

/// A report that was accepted. `final` says what `Verdict.isFinal` says, unless a cancel came first: then a failure that
/// would have been the last word is followed by the verdict.
package struct Recorded: Hashable, Sendable {
  package var task: TaskID
  package var attempt: Int32
  package var final: Bool

  package init(task: TaskID, attempt: Int32, final: Bool) {
    self.task = task
    self.attempt = attempt
    self.final = final
  }
}

/// A report that was not.
package struct Refusal: Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    /// The task is finished, or never was.
    case notLive
    /// It is not with a worker now: this attempt was given up.
    case notRunning
    /// Another attempt runs.
    case superseded(by: Int32)
    /// The attempt belongs to another worker.
    case wrongWorker(WorkerID)
  }

  package var report: Report
  package var reason: Reason

  package init(report: Report, reason: Reason) {
    self.report = report
    self.reason = reason
  }
}

/// A run that has become final.
package struct RunFinish: Hashable, Sendable {
  package var run: RunID
  /// completed, failed or cancelled.
  package var status: Status

  package init(run: RunID, status: Status) {
    self.run = run
    self.status = status
  }
}

/// What an operator should hear of; none is an error.
package enum Warning: Hashable, Sendable {
  /// A run of a version that no plan was given for: failed as it came (or, at a take-over, left alone in its rows).
  case unknownVersion(RunID, VersionID)
  /// A row at a take-over whose ordinal its plan does not have: left alone.
  case strayTask(TaskID)
  /// At a take-over: a task with neither a live row nor an attempt. It counts as cancelled.
  case missingTask(TaskID)
  /// A replay that would start a task over that still runs: not done.
  case replayOfRunningTask(RunID, task: String)
  case replayOfUnknownTask(RunID, task: String)
  /// A replay that found no task to run again.
  case nothingToReplay(RunID)
  case rescheduleOfStartedRun(RunID)
}

/// The state of a live row. The words are stored: they never change.
package enum TaskState: String, CaseIterable, Sendable {
  /// Ready to run, as soon as a worker has room.
  case queued
  /// Not ready: its parents are not finished, or its `wakeAt` has not come.
  case waiting
  /// With a worker.
  case running

  package var text: String { rawValue }
}

/// How one attempt of a task ended. The words are stored: they never change.
package enum Outcome: String, CaseIterable, Sendable {
  case completed
  /// A non-zero exit, or a verdict of the engine (not started in time).
  case failed
  /// The worker stopped it when its time was over. Counts as a failure.
  case timedOut = "timed_out"
  /// Its worker is gone. Counts on a budget of its own.
  case lost
  case cancelled
  /// All its parents were skipped.
  case skipped
  /// Exit status 75: later, please. Not a failure.
  case deferred
  /// A worker that leaves gave it back. Not a failure.
  case released

  /// The word used everywhere outside.
  package var text: String { rawValue }
}

/// The status of a task or of a run: the one derivation, used everywhere.
package enum Status: String, CaseIterable, Sendable {
  case queued
  case waiting
  case running
  case completed
  case skipped
  case failed
  case cancelled

  package init(_ state: TaskState) {
    self =
      switch state {
      case .queued: .queued
      case .waiting: .waiting
      case .running: .running
      }
  }

  /// Whether nothing more will happen, short of a replay.
  package var isFinal: Bool {
    switch self {
    case .queued, .waiting, .running: false
    case .completed, .skipped, .failed, .cancelled: true
    }
  }

  /// The status of a task: its live row's state if it has one, else what its highest attempt says.
  ///
  /// Without either (a run that no leader has seen yet) it is queued. `deferred` and `released` are never the last word
  /// of a task without a live row; should they be, it reads `queued`.
  package static func task(live: TaskState?, lastOutcome: Outcome?) -> Status {
    if let live { return Status(live) }
    return switch lastOutcome {
    case .completed: .completed
    case .skipped: .skipped
    case .cancelled: .cancelled
    case .failed, .timedOut, .lost: .failed
    case .deferred, .released, nil: .queued
    }
  }

  /// The status of a run, from those of its tasks.
  ///
  /// While a task is unfinished: running if any runs or has finished, waiting if all wait, else queued. Then failed if
  /// any failed, else cancelled if any was cancelled, else completed: a skipped task counts as completed.
  package static func run(_ tasks: some Sequence<Status>) -> Status {
    var seen: Set<Status> = []
    for status in tasks { seen.insert(status) }
    if seen.contains(.running) { return .running }
    if seen.contains(.queued) || seen.contains(.waiting) {
      if seen.contains(where: \.isFinal) { return .running }
      return seen.contains(.queued) ? .queued : .waiting
    }
    if seen.contains(.failed) { return .failed }
    if seen.contains(.cancelled) { return .cancelled }
    return .completed
  }
}

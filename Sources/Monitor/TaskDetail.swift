package import Engine
package import Time
package import Workflows

/// A task of a run: what became of it so far.
package struct TaskDetail: Sendable {
  package var name: String
  package var role: TaskRole
  /// Its place in the plan.
  package var ordinal: Int
  /// Names of the tasks before it, in the order of the plan.
  package var needs: [String]
  package var status: Status
  /// Those that have ended, in their order; verdicts of the engine, too. At most the last 100.
  package var attempts: [AttemptDetail]
  /// If it is not finished, and a leader has taken the run in.
  package var live: LiveDetail?
  /// Leaves of its conditions that events have made true.
  package var matchedLeaves: Set<Int> = []
  /// One sentence on why it is not finished; nil if it is.
  package var waitingReason: String?

  /// Whether it is a hook whose turn has not come, or that was not needed.
  package var isIdleHook: Bool {
    guard role.isHook else { return false }
    return status == .skipped || status == .queued && live == nil || status == .waiting && live?.hasPassed != true
  }

  /// When its first attempt (of those in `attempts`) started.
  package var startedAt: Timestamp? { attempts.lazy.compactMap(\.startedAt).first ?? live?.startedAt }
  /// When it became final; nil if it is not.
  package var finishedAt: Timestamp? { status.isFinal ? attempts.last?.finishedAt : nil }
}

/// An attempt that has ended, or a verdict (no worker, no start).
package struct AttemptDetail: Sendable {
  /// From 1 on.
  package var attempt: Int32
  package var outcome: Outcome
  /// Whether it was the last word on its task (until a replay).
  package var final: Bool
  package var exitCode: Int16?
  package var signal: Int16?
  package var worker: WorkerName?
  package var queuedAt: Timestamp?
  package var assignedAt: Timestamp?
  package var startedAt: Timestamp?
  package var finishedAt: Timestamp
  package var error: String?
  /// In bytes; nil if there is no output.
  package var outputSize: Int?
}

/// What a task does at the moment.
package struct LiveDetail: Sendable {
  package var state: TaskState
  /// If running that attempt; else the last one that was recorded, 0 if none.
  package var attempt: Int32
  /// If running.
  package var worker: WorkerName?
  package var queuedAt: Timestamp?
  package var startedAt: Timestamp?
  /// When it is to be queued; nil if it does not wait for a time.
  package var wakeAt: Timestamp?
  /// When its timers and listeners of events started, if it waits for them.
  package var waitsSince: Timestamp?
  /// Whether its conditions have let it through, or its turn as a hook has come.
  package var hasPassed = false
  /// When the run's time is over.
  package var deadline: Timestamp?
  /// Whether the attempt has been asked to stop.
  package var cancelling: Bool
}

/// A worker as people know it.
package struct WorkerName: Hashable, Sendable {
  package var id: WorkerID
  /// nil if nothing is known of it any more.
  package var name: String?
  package var host: String?

  /// Its name, else its number.
  package var text: String { name ?? "worker \(id.rawValue)" }
}

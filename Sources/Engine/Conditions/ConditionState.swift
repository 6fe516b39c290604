import Time
import Workflows

/// What is known so far of a live task's conditions. What parents say can be asked again, what events said is in the log
/// `event_match`, and when the waiting began is in the task's row: so a new leader finds it all again.
struct ConditionState {
  var truths: [Truth]
  /// The `apply` that it was made in: answers to what was asked before mean nothing.
  var generation: UInt64 = 0
  /// Leaves whose parent's data was asked for.
  var asked: Set<Int> = []
  /// The keys that it listens for, by leaf.
  var listening: [Int: Listener] = [:]
  /// When timers and listeners started that start once the parents are done; nil: they have not.
  var since: Timestamp?
  /// Whether events count that came before it was watched.
  var looksBack = false
  /// By broken leaf, why, and by which event if it was one.
  var breakages: [Int: (error: String, event: ArrivedEvent?)] = [:]

  init(_ conditions: TaskConditions) { truths = Array(repeating: .open, count: conditions.leaves.count) }
}

/// What a task listens for.
struct Listener {
  /// nil: its key depends on the run's input, which was asked for.
  var pattern: KeyPattern?
  /// Events that come with the very news that it begins with count from then on.
  var from: Timestamp
  /// The `apply` that it began in.
  var began: UInt64
}

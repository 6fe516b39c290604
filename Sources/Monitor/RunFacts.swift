import Database
import Engine
import Store
import Time

/// What the status of a run and of each of its tasks derives from.
struct RunFacts {
  struct LastAttempt {
    var outcome: Outcome
    /// The first 300 characters.
    var error: String?
  }

  /// How many tasks its workflow has.
  var taskCount: Int
  /// By ordinal.
  var live: [Int: TaskState] = [:]
  /// By ordinal, the last attempt of each task that has one.
  var last: [Int: LastAttempt] = [:]
  /// The first start of all; nil if nothing has started.
  var startedAt: Timestamp?
  /// The end of the last attempt that has ended.
  var lastEndedAt: Timestamp?

  init(taskCount: Int) { self.taskCount = taskCount }

  /// A row of `run_facts`.
  init(row: Row) throws(DatabaseError) {
    taskCount = Int(try row.get(Int64.self, 1))
    for (task, state) in zip(try row.get([Int16].self, 2), try row.get([String].self, 3)) {
      live[Int(task)] = try TaskState(text: state)
    }
    let errors = try row.get([String].self, 6)
    for (place, (task, outcome)) in zip(try row.get([Int16].self, 4), try row.get([String].self, 5)).enumerated() {
      last[Int(task)] = LastAttempt(
        outcome: try Outcome(text: outcome), error: errors[place].isEmpty ? nil : errors[place])
    }
    startedAt = try row.get(7)
    lastEndedAt = try row.get(8)
  }

  /// Whether a leader has read the run: then, in one transaction, it made a live task or an attempt of every task.
  var isTaken: Bool { !live.isEmpty || !last.isEmpty }

  /// Of the task at `ordinal`. One of which there is no trace in a run that was taken in will never run: the leader
  /// counts it as cancelled (it could not plan the run, or a row was lost).
  func status(ofTask ordinal: Int) -> Status {
    if live[ordinal] == nil, last[ordinal] == nil, isTaken { return .cancelled }
    return .task(live: live[ordinal], lastOutcome: last[ordinal]?.outcome)
  }

  /// In the order of the plan; an attempt at a place that the plan does not have counts, too.
  var statuses: [Status] {
    let places = max(taskCount, 1, (live.keys.max() ?? 0) + 1, (last.keys.max() ?? 0) + 1)
    return (0..<places).map { status(ofTask: $0) }
  }

  var status: Status { .run(statuses) }

  /// When it ended; nil if it has not.
  var finishedAt: Timestamp? { status.isFinal ? lastEndedAt : nil }
}

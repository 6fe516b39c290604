package import Database
package import Engine
package import Time

/// An event, and what it did so far.
package struct EventSummary: Sendable {
  package var id: EventID
  package var key: String
  package var scope: String?
  package var metadata: JSONText?
  package var effects: [EventEffect] = []

  /// The runs that it started.
  package var started: [RunID] { effects.compactMap { $0.task == nil ? $0.run : nil } }

  /// The runs of which it woke a task, each once.
  package var woken: [RunID] { runs { $0.task != nil && $0.error == nil } }

  /// The runs of which it failed a task, each once.
  package var failed: [RunID] { runs { $0.task != nil && $0.error != nil } }

  private func runs(_ isMeant: (EventEffect) -> Bool) -> [RunID] {
    var known: Set<RunID> = []
    return effects.filter(isMeant).compactMap(\.run).filter { known.insert($0).inserted }
  }
}

/// One thing that an event did.
package struct EventEffect: Hashable, Sendable {
  package var workflow: String
  /// The run that it started, or of which it woke or failed a task.
  package var run: RunID?
  /// The place in its plan of the task that was woken or failed.
  package var task: Int?
  package var at: Timestamp
  /// Why it failed the task; without a run, why it could not be judged, or why it started none.
  package var error: String?
}

/// An event with all there is to it.
package struct EventDetail: Sendable {
  package var summary: EventSummary
  package var payload: JSONText
  /// The names of the tasks that it woke or failed.
  package var tasks: [EventEffect: String]
}

extension EventSummary {
  init(row: Row) throws(DatabaseError) {
    self.init(
      id: EventID(number: try row.get(0), createdAt: try row.get(1)), key: try row.get(2), scope: try row.get(3),
      metadata: try row.get(4))
  }
}

extension EventEffect {
  init(row: Row) throws(DatabaseError) {
    if let number = try row.get(Int64?.self, 2) { run = RunID(number: number, createdAt: try row.get(3)) }
    task = try row.get(Int16?.self, 4).map { Int($0) }
    workflow = try row.get(5)
    at = try row.get(6)
    error = try row.get(7)
  }
}

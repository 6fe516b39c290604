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
  package var woken: [RunID] {
    var known: Set<RunID> = []
    return effects.compactMap { $0.task == nil ? nil : $0.run }.filter { known.insert($0).inserted }
  }

  /// What could not be judged, or started no run for another reason.
  package var errors: [(workflow: String, message: String)] {
    effects.compactMap { effect in effect.error.map { (effect.workflow, $0) } }
  }
}

/// One thing that an event did.
package struct EventEffect: Hashable, Sendable {
  package var workflow: String
  /// The run that it started, or of which it woke a task; nil after an error.
  package var run: RunID?
  /// The place in its plan of the task that was woken.
  package var task: Int?
  package var at: Timestamp
  package var error: String?
}

/// An event with all there is to it.
package struct EventDetail: Sendable {
  package var summary: EventSummary
  package var payload: JSONText
  /// The names of the tasks that it woke.
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

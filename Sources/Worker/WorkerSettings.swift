package import Engine
package import JSON

/// What a worker offers, and how it is called.
package struct WorkerSettings: Sendable {
  /// For people; need not be unique.
  package var name: String
  package var host: String
  package var pid: Int32
  /// How many slots' worth of attempts run at once.
  package var slots: Int
  /// A JSON object: texts and whole numbers.
  package var labels: JSONValue
  /// Of the worker itself: what its children inherit is picked from it.
  package var environment: [String: String]

  package init(
    name: String, host: String, pid: Int32, slots: Int, labels: JSONValue = .object([]), environment: [String: String]
  ) {
    self.name = name
    self.host = host
    self.pid = pid
    self.slots = slots
    self.labels = labels
    self.environment = environment
  }
}

/// What a worker tells whoever watches it.
package enum WorkerEvent: Sendable {
  case registered(id: Int64)
  case started(AttemptSummary)
  case finished(AttemptSummary, outcome: String, detail: String?, duration: Duration)
  /// The tables cannot be reached: what is done so far is kept, and tried again.
  case interrupted(String)
  /// Reports or attempts that came to nothing, since somebody else has them now.
  case disowned(count: Int)
  case draining(running: Int)
  /// It was told to take nothing new for a while, or to go on.
  case paused(Bool)
}

/// An attempt, for people.
package struct AttemptSummary: Sendable {
  package var run: RunID
  package var workflow: String
  package var task: String
  package var attempt: Int32
}

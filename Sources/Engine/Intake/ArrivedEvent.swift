package import Time

/// An event: its identity number, and when it was created, which names its partition.
package struct EventID: Hashable, Sendable {
  /// The identity column of `event`.
  package var number: Int64
  package var createdAt: Timestamp

  package init(number: Int64, createdAt: Timestamp) {
    self.number = number
    self.createdAt = createdAt
  }

  /// What people see and type.
  package var publicID: PublicID { PublicID(kind: .event, createdAt: createdAt, number: number) }

  /// The public id as text.
  package var text: String { publicID.text }

  /// Reads a public id of kind event.
  ///
  /// Throws `invalidID`.
  package init(parsing text: some StringProtocol) throws(EngineError) {
    let id = try PublicID(parsing: text)
    guard id.kind == .event else {
      throw .wrongKind(text, wanted: "an event", got: id.kind == .run ? "a run" : "a task")
    }
    self.init(number: id.number, createdAt: id.createdAt)
  }
}

/// A new row of the event log.
package struct ArrivedEvent: Hashable, Sendable {
  package var id: EventID
  package var key: String
  package var scope: String?
  /// A JSON document, as it was written: parsed only if an expression looks at it.
  package var payload: String
  /// A JSON object.
  package var metadata: String?

  package init(id: EventID, key: String, scope: String? = nil, payload: String = "{}", metadata: String? = nil) {
    self.id = id
    self.key = key
    self.scope = scope
    self.payload = payload
    self.metadata = metadata
  }
}

/// What an event did: a row of the log `event_match`.
package struct EventMatch: Hashable, Sendable {
  package var event: ArrivedEvent
  package var workflow: String
  /// The run whose task it woke or failed; nil if a filter could not judge it.
  package private(set) var run: RunID?
  /// The task's place in its plan, and the leaf of its conditions.
  package private(set) var task: Int?
  package private(set) var leaf: Int?
  package var matchedAt: Timestamp
  /// Why it could not be judged, or why the task failed; nil if neither.
  package var error: String?

  /// It woke a task; or failed one, whose condition could not be evaluated for it.
  package init(
    event: ArrivedEvent, workflow: String, run: RunID, task: Int, leaf: Int, matchedAt: Timestamp, error: String? = nil
  ) {
    (self.event, self.workflow, self.matchedAt, self.error) = (event, workflow, matchedAt, error)
    (self.run, self.task, self.leaf) = (run, task, leaf)
  }

  /// A filter of a workflow could not judge it.
  package init(event: ArrivedEvent, workflow: String, error: String, matchedAt: Timestamp) {
    (self.event, self.workflow, self.error, self.matchedAt) = (event, workflow, error, matchedAt)
  }
}

/// A run that an event starts: to be appended to the log of runs, from where it comes back as any other.
package struct EventRun: Hashable, Sendable {
  package var event: ArrivedEvent
  package var workflow: String
  package var version: VersionID
  package var priority: Int16
  /// JSON: what the filter that let it through gives the run to see.
  package var filterPayload: String?
  package var matchedAt: Timestamp

  package init(
    event: ArrivedEvent, workflow: String, version: VersionID, priority: Int16, filterPayload: String? = nil,
    matchedAt: Timestamp
  ) {
    self.event = event
    self.workflow = workflow
    self.version = version
    self.priority = priority
    self.filterPayload = filterPayload
    self.matchedAt = matchedAt
  }
}

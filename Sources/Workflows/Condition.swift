package import Expressions

/// Something that comes true, once and for good, before or while a task waits.
package indirect enum Condition: Hashable, Sendable {
  /// The expression is true of a parent that is final.
  case parent(String, when: String)
  case event(EventCondition)
  case sleep(Duration, from: ConditionStart)
  case any([Condition])
  case all([Condition])

  /// What an expression over a parent may read: its `status` and `output` (null unless it completed; `{"skipped": true}`
  /// if it was skipped), and the run's `input` and `additional_metadata`.
  package static let parentVariables: Declarations = [
    "output": .dyn, "status": .string, "input": .dyn, "additional_metadata": .dyn,
  ]
}

/// An event that somebody pushes.
package struct EventCondition: Hashable, Sendable {
  /// Of the event's key: a `KeyTemplate`.
  package var pattern: String
  /// True of the event's payload; nil is always.
  package var when: String?
  package var from: ConditionStart
  /// How long before the listener started an event may have come and still counts.
  package var since: Duration?

  /// What `when` may read: the payload is `input`.
  package static let variables: Declarations = [
    "input": .dyn, "event_key": .string, "event_id": .string, "scope": .dyn, "additional_metadata": .dyn,
  ]

  package init(_ pattern: String, when: String? = nil, from: ConditionStart = .parents, since: Duration? = nil) {
    self.pattern = pattern
    self.when = when
    self.from = from
    self.since = since
  }
}

/// When a timer or a listener of a task starts.
package enum ConditionStart: String, CaseIterable, Sendable {
  /// Once its parents are done.
  case parents
  /// With the run.
  case runStart = "run_start"
}

package import JSON

/// A named set of tasks, as one file declares it and `hatchet apply` stores it: the normal form, with every default
/// filled in, so that two files that mean the same are equal.
package struct Workflow: Hashable, Sendable {
  /// What people call it: `[a-zA-Z0-9._-]+`.
  package var name: String
  package var description: String?
  /// The JSON Schema that an input must meet; nil is anything.
  package var inputSchema: JSONValue?
  /// From 1 (low) over 2 (normal) to 3 (high), across all workflows that compete for a worker.
  package var priority: Int
  /// How long a whole run may take; nil is for ever.
  package var timeout: Duration?
  package var triggers: Triggers
  package var idempotency: Idempotency?
  /// How many runs may be at work at once, by key.
  package var concurrency: [ConcurrencyRule]
  package var sticky: Sticky
  /// What runs once a task has failed for good.
  package var onFailure: Hook?
  /// What runs at the end of each run, whatever happened.
  package var finally: Hook?
  /// In topological order, lexical where that leaves a choice: a task's index here is its place in the version.
  package private(set) var tasks: [TaskDefinition]
  /// The folder that the file was in when it was applied, absolute: where its processes start if it is there. It is no
  /// part of the checksum.
  package var directory: String?

  /// Orders `tasks`, and trusts that they are valid: each name once, each need known, no cycle.
  package init(name: String, tasks: [TaskDefinition]) {
    self.name = name
    self.priority = Self.normalPriority
    self.triggers = Triggers()
    self.concurrency = []
    self.sticky = .none
    self.tasks = TaskOrder(tasks).ordered
  }

  package static let normalPriority = 2
}

/// Whether the tasks of a run stay on the worker that ran their parents.
package enum Sticky: String, CaseIterable, Sendable {
  case none, soft, hard
}

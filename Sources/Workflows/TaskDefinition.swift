/// One node of a workflow: a program, when it may start, and how often and how long it may try.
package struct TaskDefinition: Hashable, Sendable {
  /// Unique within the workflow: `[a-zA-Z0-9._-]+`.
  package var name: String
  /// Ordinary in a file; hooks are made by `Workflow.allTasks`.
  package var role = TaskRole.ordinary
  package var description: String?
  package var executor: Executor
  /// Variables added to the process's environment.
  package var environment: [String: String]
  /// How long one attempt may run.
  package var timeout: Duration
  /// How long it may wait in the queue; nil is for ever.
  package var scheduleTimeout: Duration?
  package var retry: RetryPolicy
  /// The tasks that come before it, in order of name.
  package var needs: [Need]
  /// How many of a worker's slots one attempt takes.
  package var slots: Int
  /// What it asks of the worker that takes it.
  package var labels: [DesiredLabel]
  package var stdin: StandardInput
  /// Between SIGTERM and SIGKILL.
  package var grace: Duration
  /// All must hold before it is queued, besides its needs.
  package var waitFor: [Condition]
  /// Any that holds skips it.
  package var skipIf: [Condition]
  /// Any that holds cancels it.
  package var cancelIf: [Condition]
  package var concurrency: [ConcurrencyRule]
  package var rateLimits: [RateLimit]
  /// What undoes it when the run fails or is cancelled after it completed.
  package var compensate: Hook?
  /// Whether what it did so far is remembered over restarts.
  package var durable: Bool

  /// A task with every default.
  package init(name: String, executor: Executor, needs: [Need] = []) {
    self.name = name
    self.executor = executor
    self.environment = [:]
    self.timeout = Self.defaultTimeout
    self.retry = RetryPolicy()
    self.needs = needs
    self.slots = 1
    self.labels = []
    self.stdin = .json
    self.grace = Self.defaultGrace
    self.waitFor = []
    self.skipIf = []
    self.cancelIf = []
    self.concurrency = []
    self.rateLimits = []
    self.durable = false
  }

  package static let defaultTimeout = Duration.seconds(3600)
  package static let defaultGrace = Duration.seconds(10)
}

/// What a task's process reads.
package enum StandardInput: String, CaseIterable, Sendable {
  /// One JSON document with the run's input, the parents' outputs and what else is known.
  case json
  /// The run's input alone.
  case input
  /// The output of the only parent, as it was written.
  case parent
}

/// A task that comes before another.
package struct Need: Hashable, Sendable {
  package var task: String
  /// The expression that replaces the rule for this parent; nil is the rule: it completed, or was skipped but not alone.
  package var when: String?

  package init(_ task: String, when: String? = nil) {
    self.task = task
    self.when = when
  }
}

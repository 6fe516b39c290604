/// How an attempt of a task is run.
package enum Executor: Hashable, Sendable {
  /// A shell script, for `sh -eu`: a process per attempt.
  case run(String)
  /// A program and its arguments, never empty: a process per attempt.
  case exec([String])
  /// The command of a long-lived process that takes one task after another.
  case handler(String)
  /// A POST per attempt to this URL.
  case http(url: String)
}

/// A program that runs beside the graph: on failure, at the end, or to undo a task.
package struct Hook: Hashable, Sendable {
  package var executor: Executor
  package var environment: [String: String]
  package var timeout: Duration
  package var retry: RetryPolicy
  package var grace: Duration

  /// A hook with every default.
  package init(executor: Executor) {
    self.executor = executor
    self.environment = [:]
    self.timeout = TaskDefinition.defaultTimeout
    self.retry = RetryPolicy()
    self.grace = TaskDefinition.defaultGrace
  }
}

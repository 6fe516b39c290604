/// The keys of one kind of mapping in a workflow file, in the order in which the manual lists them.
protocol FieldKey: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
  /// What has these keys, as in "unknown key 'x' in a trigger".
  static var owner: String { get }
  /// What people who come from other tools write instead.
  static var otherNames: [String: Self] { get }
}

extension FieldKey {
  static var otherNames: [String: Self] { [:] }
}

package enum WorkflowKey: String, CaseIterable, Sendable, FieldKey {
  case name, description
  case inputSchema = "input_schema"
  case triggers, priority, timeout, idempotency, concurrency, sticky
  case onFailure = "on_failure"
  case finally, tasks

  static var owner: String { "a workflow" }
  static var otherNames: [String: WorkflowKey] {
    ["jobs": .tasks, "steps": .tasks, "on": .triggers, "schedule": .triggers, "cron": .triggers, "input": .inputSchema]
  }
}

package enum TaskKey: String, CaseIterable, Sendable, FieldKey {
  case description, run, exec, handler, http, env, needs
  case waitFor = "wait_for"
  case skipIf = "skip_if"
  case cancelIf = "cancel_if"
  case timeout
  case scheduleTimeout = "schedule_timeout"
  case retries, backoff
  case noRetryExitCodes = "no_retry_exit_codes"
  case slots, labels, concurrency
  case rateLimits = "rate_limits"
  case stdin, grace, durable, compensate

  static var owner: String { "a task" }
  static var otherNames: [String: TaskKey] {
    [
      "after": .needs, "depends": .needs, "depends_on": .needs, "dependencies": .needs, "parents": .needs,
      "command": .run, "cmd": .run, "script": .run, "shell": .run, "args": .exec, "argv": .exec, "environment": .env,
      "attempts": .retries, "max_retries": .retries, "retry": .retries, "when": .skipIf, "if": .skipIf,
    ]
  }
}

/// Of `on_failure`, `finally` and `compensate`.
enum HookKey: String, FieldKey {
  case run, exec, handler, http, env, timeout, retries, backoff
  case noRetryExitCodes = "no_retry_exit_codes"
  case grace

  static var owner: String { "a hook" }
}

package enum NeedKey: String, CaseIterable, Sendable, FieldKey {
  case task, when

  static var owner: String { "a need" }
}

enum HTTPKey: String, FieldKey {
  case url

  static var owner: String { "http" }
}

enum BackoffKey: String, FieldKey {
  case factor, max

  static var owner: String { "backoff" }
}

enum LabelKey: String, FieldKey {
  case key, value, comparator, weight, required

  static var owner: String { "a label" }
}

enum ConditionKey: String, FieldKey {
  case parent, event, sleep, any, all, when, from, since

  static var owner: String { "a condition" }
}

enum TriggersKey: String, FieldKey {
  case cron, events, filters

  static var owner: String { "triggers" }
}

package enum CronKey: String, CaseIterable, Sendable, FieldKey {
  case name, at, timezone
  case catchUp = "catch_up"
  case catchUpWindow = "catch_up_window"
  case input

  static var owner: String { "a cron trigger" }
  static var otherNames: [String: CronKey] {
    ["cron": .at, "schedule": .at, "expression": .at, "tz": .timezone, "time_zone": .timezone, "zone": .timezone]
  }
}

enum FilterKey: String, FieldKey {
  case when, scope, payload

  static var owner: String { "a filter" }
}

enum ConcurrencyKey: String, FieldKey {
  case key, max, strategy

  static var owner: String { "concurrency" }
}

enum RateLimitKey: String, FieldKey {
  case key, units, limit, per, burst

  static var owner: String { "a rate limit" }
}

enum IdempotencyKey: String, FieldKey {
  case key, ttl, until

  static var owner: String { "idempotency" }
}

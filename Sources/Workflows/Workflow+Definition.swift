package import JSON
import Time

extension Workflow {
  /// The workflow as its file would say it in the fewest words: no defaults, durations and lists in normal form. Keys
  /// are not sorted yet: `definitionText` is. What `init(definition:)` reads.
  package var definition: JSONValue {
    var object = JSONObject()
    object["name"] = .string(name)
    object["description"] = description.map { .string($0) }
    object["input_schema"] = inputSchema
    object.set("priority", .int(priority), unless: priority == Self.normalPriority)
    object["timeout"] = timeout.map { .duration($0) }
    object["triggers"] = triggers.definition
    object["idempotency"] = idempotency?.definition
    object["concurrency"] = .list(concurrency.map(\.definition))
    object.set("sticky", .string(sticky.rawValue), unless: sticky == .none)
    object["on_failure"] = onFailure?.definition
    object["finally"] = finally?.definition
    object["tasks"] = .object(tasks.map { ($0.name, $0.definition) })
    return .object(object)
  }

  /// `definition` as canonical JSON, on one line.
  package var definitionText: String { JSONWriter.text(definition, .canonical) }

  /// SHA-256 of `definitionText`, in hexadecimal: the same checksum is the same version. The directory is not part of it.
  package var checksum: String { definition.checksum }
}

extension TaskDefinition {
  fileprivate var definition: JSONValue {
    let usual = TaskDefinition(name: name, executor: executor)
    var object = JSONObject()
    object["description"] = description.map { .string($0) }
    executor.write(to: &object)
    object["env"] = .variables(environment)
    object["needs"] = .list(needs.map(\.definition))
    object["wait_for"] = .list(waitFor.map(\.definition))
    object["skip_if"] = .list(skipIf.map(\.definition))
    object["cancel_if"] = .list(cancelIf.map(\.definition))
    object.set("timeout", .duration(timeout), unless: timeout == usual.timeout)
    object["schedule_timeout"] = scheduleTimeout.map { .duration($0) }
    retry.write(to: &object)
    object.set("slots", .int(slots), unless: slots == usual.slots)
    object["labels"] = .list(labels.map(\.definition))
    object["concurrency"] = .list(concurrency.map(\.definition))
    object["rate_limits"] = .list(rateLimits.map(\.definition))
    object.set("stdin", .string(stdin.rawValue), unless: stdin == usual.stdin)
    object.set("grace", .duration(grace), unless: grace == usual.grace)
    object.set("durable", true, unless: !durable)
    object["compensate"] = compensate?.definition
    return .object(object)
  }
}

extension Hook {
  fileprivate var definition: JSONValue {
    let usual = Hook(executor: executor)
    var object = JSONObject()
    executor.write(to: &object)
    object["env"] = .variables(environment)
    object.set("timeout", .duration(timeout), unless: timeout == usual.timeout)
    retry.write(to: &object)
    object.set("grace", .duration(grace), unless: grace == usual.grace)
    return .object(object)
  }
}

extension Executor {
  fileprivate func write(to object: inout JSONObject) {
    switch self {
    case .run(let script): object["run"] = .string(script)
    case .exec(let arguments): object["exec"] = .array(arguments.map { .string($0) })
    case .handler(let command): object["handler"] = .string(command)
    case .http(let url): object["http"] = ["url": .string(url)]
    }
  }
}

extension RetryPolicy {
  fileprivate func write(to object: inout JSONObject) {
    let usual = Backoff()
    object.set("retries", .int(retries), unless: retries == 0)
    var pause = JSONObject()
    pause.set("factor", .double(backoff.factor), unless: backoff.factor == usual.factor)
    pause.set("max", .duration(backoff.max), unless: backoff.max == usual.max)
    object.set("backoff", .object(pause), unless: pause.isEmpty)
    object["no_retry_exit_codes"] = .list(noRetryExitCodes.map { .int($0) })
  }
}

extension Need {
  fileprivate var definition: JSONValue {
    when.map { ["task": .string(task), "when": .string($0)] } ?? .string(task)
  }
}

extension JSONObject {
  /// Not `isUsual ? nil : value`: where that is a `JSONValue`, `nil` is `null`.
  mutating func set(_ key: String, _ value: JSONValue, unless isUsual: Bool) {
    if !isUsual { self[key] = value }
  }
}

extension JSONValue {
  static func duration(_ duration: Duration) -> JSONValue { .string(DurationText.canonical(duration)) }

  /// Nil for an empty list: to leave the key out.
  static func list(_ items: [JSONValue]) -> JSONValue? { items.isEmpty ? nil : .array(items) }

  /// Nil if there are none.
  fileprivate static func variables(_ variables: [String: String]) -> JSONValue? {
    variables.isEmpty ? nil : .object(variables.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
  }
}

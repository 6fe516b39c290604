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
    object["priority"] = priority == Self.normalPriority ? nil : .int(priority)
    object["timeout"] = timeout.map { .duration($0) }
    object["triggers"] = triggers.definition
    object["idempotency"] = idempotency?.definition
    object["concurrency"] = .list(concurrency.map(\.definition))
    object["sticky"] = sticky == .none ? nil : .string(sticky.rawValue)
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
    object["timeout"] = timeout == usual.timeout ? nil : .duration(timeout)
    object["schedule_timeout"] = scheduleTimeout.map { .duration($0) }
    retry.write(to: &object)
    object["slots"] = slots == usual.slots ? nil : .int(slots)
    object["labels"] = .list(labels.map(\.definition))
    object["concurrency"] = .list(concurrency.map(\.definition))
    object["rate_limits"] = .list(rateLimits.map(\.definition))
    object["stdin"] = stdin == usual.stdin ? nil : .string(stdin.rawValue)
    object["grace"] = grace == usual.grace ? nil : .duration(grace)
    object["durable"] = durable ? true : nil
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
    object["timeout"] = timeout == usual.timeout ? nil : .duration(timeout)
    retry.write(to: &object)
    object["grace"] = grace == usual.grace ? nil : .duration(grace)
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
    object["retries"] = retries == 0 ? nil : .int(retries)
    var pause = JSONObject()
    pause["factor"] = backoff.factor == usual.factor ? nil : .double(backoff.factor)
    pause["max"] = backoff.max == usual.max ? nil : .duration(backoff.max)
    object["backoff"] = pause.isEmpty ? nil : .object(pause)
    object["no_retry_exit_codes"] = .list(noRetryExitCodes.map { .int($0) })
  }
}

extension Need {
  fileprivate var definition: JSONValue {
    when.map { ["task": .string(task), "when": .string($0)] } ?? .string(task)
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

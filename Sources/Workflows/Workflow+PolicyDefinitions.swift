import JSON

// The parts of `Workflow.definition` that tell when and how much may run.

extension Triggers {
  /// Nil if there are none.
  var definition: JSONValue? {
    var object = JSONObject()
    object["cron"] = .list(cron.map(\.definition))
    object["events"] = .list(events.map { .string($0) })
    object["filters"] = .list(filters.map(\.definition))
    return object.isEmpty ? nil : .object(object)
  }
}

extension CronTrigger {
  fileprivate var definition: JSONValue {
    var object = JSONObject([("at", .string(at))])
    object.set("name", .string(name), unless: name == at)
    object["timezone"] = timezone.map { .string($0) }
    object.set("catch_up", .string(catchUp.rawValue), unless: catchUp == .last)
    object.set("catch_up_window", .duration(catchUpWindow), unless: catchUpWindow == CronTrigger.defaultWindow)
    object["input"] = input
    return .object(object)
  }
}

extension EventFilter {
  fileprivate var definition: JSONValue {
    var object = JSONObject([("when", .string(when))])
    object["scope"] = scope.map { .string($0) }
    object["payload"] = payload
    return .object(object)
  }
}

extension Idempotency {
  var definition: JSONValue {
    var object = JSONObject([("key", .string(key)), ("ttl", .duration(ttl))])
    object.set("until", .string(until.rawValue), unless: until == .ttl)
    return .object(object)
  }
}

extension ConcurrencyRule {
  var definition: JSONValue {
    var object = JSONObject([("key", .string(key))])
    object.set("max", .int(max), unless: max == 1)
    object.set("strategy", .string(strategy.rawValue), unless: strategy == .groupRoundRobin)
    return .object(object)
  }
}

extension RateLimit {
  var definition: JSONValue {
    var object = JSONObject([("key", .string(key))])
    object.set("units", units.definition, unless: units == .fixed(1))
    object["limit"] = limit?.definition
    object.set("per", .string(per.rawValue), unless: per == .minute)
    object["burst"] = burst.map { .int($0) }
    return .object(object)
  }
}

extension RateLimit.Amount {
  fileprivate var definition: JSONValue {
    switch self {
    case .fixed(let number): .int(number)
    case .expression(let text): .string(text)
    }
  }
}

extension DesiredLabel {
  var definition: JSONValue {
    var object = JSONObject([("key", .string(key))])
    switch value {
    case .text(let text): object["value"] = .string(text)
    case .number(let number): object["value"] = .int(number)
    }
    object.set("comparator", .string(comparator.rawValue), unless: comparator == .equal)
    object.set("weight", .int(weight), unless: weight == Self.defaultWeight)
    object.set("required", true, unless: !required)
    return .object(object)
  }
}

extension Condition {
  var definition: JSONValue {
    switch self {
    case .parent(let name, let when): return ["parent": .string(name), "when": .string(when)]
    case .event(let event):
      var object = JSONObject([("event", .string(event.pattern))])
      object["when"] = event.when.map { .string($0) }
      object["from"] = event.from.definition
      object["since"] = event.since.map { .duration($0) }
      return .object(object)
    case .sleep(let duration, let from):
      var object = JSONObject([("sleep", .duration(duration))])
      object["from"] = from.definition
      return .object(object)
    case .any(let conditions): return ["any": .array(conditions.map(\.definition))]
    case .all(let conditions): return ["all": .array(conditions.map(\.definition))]
    }
  }
}

extension ConditionStart {
  /// Nil for the default.
  fileprivate var definition: JSONValue? { self == .parents ? nil : .string(rawValue) }
}

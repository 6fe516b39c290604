import YAML

extension WorkflowReader {
  /// - Parameter parents: gains the tasks that the conditions look at.
  func conditions(_ node: YAMLNode, _ key: String, parents: inout [(name: String, node: YAMLNode)]) -> [Condition] {
    let items = list(node, key)
    if node.items?.isEmpty == true { report(.invalidValue, "'\(key)' is empty", at: node) }
    return items.compactMap { condition($0, parents: &parents) }
  }

  private func condition(_ node: YAMLNode, parents: inout [(name: String, node: YAMLNode)]) -> Condition? {
    guard let fields = Fields(node, "a condition", ConditionKey.self, self) else { return nil }
    let kinds: [ConditionKey] = [.parent, .event, .sleep, .any, .all]
    let given = kinds.filter { fields[$0] != nil }
    guard given.count == 1, let kind = given.first, let value = fields[kind] else {
      let names = kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      report(
        given.isEmpty ? .missingKey : .invalidValue, "a condition must have exactly one of \(names)", at: node)
      return nil
    }
    let allowed: [ConditionKey] =
      switch kind {
      case .parent: [.when]
      case .event: [.when, .from, .since]
      case .sleep: [.from]
      default: []
      }
    for extra in [ConditionKey.when, .from, .since] where !allowed.contains(extra) {
      guard let place = fields.place(of: extra) else { continue }
      report(.invalidValue, "'\(extra.rawValue)' does not go with '\(kind.rawValue)'", at: place)
    }
    let from = fields[.from].flatMap { choice($0, "from", of: ConditionStart.self) } ?? .parents
    switch kind {
    case .parent:
      guard let name = text(value, "parent", orScalar: true) else { return nil }
      parents.append((name, value))
      guard let when = fields.required(.when, self).flatMap({ expression($0, "when", Condition.parentVariables) })
      else { return nil }
      return .parent(name, when: when)
    case .event:
      guard let pattern = keyTemplate(value, "event") else { return nil }
      let since = fields[.since].flatMap { duration($0, "since", in: WorkflowLimits.duration) }
      return .event(
        EventCondition(
          pattern, when: fields[.when].flatMap { expression($0, "when", EventCondition.variables) }, from: from,
          since: since))
    case .sleep: return duration(value, "sleep", in: WorkflowLimits.duration).map { .sleep($0, from: from) }
    case .any: return .any(conditions(value, "any", parents: &parents))
    default: return .all(conditions(value, "all", parents: &parents))
    }
  }
}

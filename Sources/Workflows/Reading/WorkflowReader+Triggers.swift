import YAML

extension WorkflowReader {
  /// The longest key and scope of an event.
  private static let keyBytes = 1000

  func triggers(_ node: YAMLNode) -> Triggers {
    guard let fields = Fields(node, "'triggers'", TriggersKey.self, self) else { return Triggers() }
    let triggers = Triggers(
      cron: fields[.cron].map { crons($0) } ?? [],
      events: fields[.events].map { list($0, "events").compactMap { text($0, "events", maximum: Self.keyBytes) } }
        ?? [],
      filters: fields[.filters].map { list($0, "filters").compactMap { filter($0) } } ?? [])
    if let place = fields.place(of: .filters), !fields.isGiven(.events) {
      report(.missingKey, "'filters' without 'events' have nothing to filter", at: place)
    }
    return triggers
  }

  private func filter(_ node: YAMLNode) -> EventFilter? {
    guard let fields = Fields(node, "a filter", FilterKey.self, self) else { return nil }
    let when = fields.required(.when, self).flatMap { expression($0, "when", EventFilter.variables) }
    let scope = fields[.scope].flatMap { text($0, "scope", maximum: Self.keyBytes) }
    guard let when else { return nil }
    return EventFilter(when: when, scope: scope, payload: fields[.payload].flatMap { json($0) })
  }
}

import YAML

extension WorkflowReader {
  func triggers(_ node: YAMLNode) -> Triggers {
    guard let fields = Fields(node, "'triggers'", TriggersKey.self, self) else { return Triggers() }
    return Triggers(
      cron: fields[.cron].map { crons($0) } ?? [],
      events: fields[.events].map { list($0, "events").compactMap { text($0, "events") } } ?? [],
      filters: fields[.filters].map { list($0, "filters").compactMap { filter($0) } } ?? [])
  }

  private func filter(_ node: YAMLNode) -> EventFilter? {
    guard let fields = Fields(node, "a filter", FilterKey.self, self) else { return nil }
    let when = fields.required(.when, self).flatMap { text($0, "when") }
    let scope = fields.required(.scope, self).flatMap { text($0, "scope") }
    guard let when, let scope else { return nil }
    return EventFilter(when: when, scope: scope, payload: fields[.payload].flatMap { json($0) })
  }
}

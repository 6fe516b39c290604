import YAML

extension WorkflowReader {
  /// The longest key and scope of an event.
  private static let keyBytes = 1000

  func triggers(_ node: YAMLNode) -> Triggers {
    guard let fields = Fields(node, "'triggers'", TriggersKey.self, self) else { return Triggers() }
    let triggers = Triggers(
      cron: fields[.cron].map { list($0, "cron").compactMap { cron($0) } } ?? [],
      events: fields[.events].map { list($0, "events").compactMap { text($0, "events", maximum: Self.keyBytes) } }
        ?? [],
      filters: fields[.filters].map { list($0, "filters").compactMap { filter($0) } } ?? [])
    if let place = fields.place(of: .filters), !fields.isGiven(.events) {
      report(.missingKey, "'filters' without 'events' have nothing to filter", at: place)
    }
    return triggers
  }

  private func cron(_ node: YAMLNode) -> CronTrigger? {
    guard let fields = Fields(node, "a cron trigger", CronKey.self, self),
      let place = fields.required(.at, self), let at = text(place, "at")
    else { return nil }
    let count = at.split(separator: " ").count
    guard at.hasPrefix("@") ? count == 1 : 5...6 ~= count else {
      report(
        .invalidValue, "'at' must have 5 or 6 fields, not \(count)", at: place,
        hint: "minute, hour, day of the month, month, day of the week; or a name such as @hourly")
      return nil
    }
    var trigger = CronTrigger(at: at)
    if let node = fields[.timezone] { trigger.timezone = text(node, "timezone") }
    if let node = fields[.catchUp] { trigger.catchUp = choice(node, "catch_up", of: CatchUp.self) ?? trigger.catchUp }
    return trigger
  }

  private func filter(_ node: YAMLNode) -> EventFilter? {
    guard let fields = Fields(node, "a filter", FilterKey.self, self) else { return nil }
    let when = fields.required(.when, self).flatMap { expression($0, "when", EventFilter.variables) }
    let scope = fields[.scope].flatMap { text($0, "scope", maximum: Self.keyBytes) }
    guard let when else { return nil }
    return EventFilter(when: when, scope: scope, payload: fields[.payload].flatMap { json($0) })
  }
}

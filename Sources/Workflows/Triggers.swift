package import JSON

/// What starts runs of a workflow besides being asked to.
package struct Triggers: Hashable, Sendable {
  package var cron: [CronTrigger]
  /// Each a `KeyPattern`.
  package var events: [String]
  package var filters: [EventFilter]

  package init(cron: [CronTrigger] = [], events: [String] = [], filters: [EventFilter] = []) {
    self.cron = cron
    self.events = events
    self.filters = filters
  }
}

/// A schedule.
package struct CronTrigger: Hashable, Sendable {
  /// What it is called if the file does not say: its expression.
  package var name: String
  /// Five or six fields (seconds first), or a name such as `@hourly`: what `CronExpression` reads.
  package var at: String
  /// A name of the time zone database; nil is UTC.
  package var timezone: String?
  package var catchUp: CatchUp
  /// How old a missed tick may be to be made up for.
  package var catchUpWindow: Duration
  /// Of its runs; nil is `{}`.
  package var input: JSONValue?

  package static let defaultWindow = Duration.seconds(86_400)

  package init(
    at: String, name: String? = nil, timezone: String? = nil, catchUp: CatchUp = .last,
    catchUpWindow: Duration = CronTrigger.defaultWindow, input: JSONValue? = nil
  ) {
    self.at = at
    self.name = name ?? at
    self.timezone = timezone
    self.catchUp = catchUp
    self.catchUpWindow = catchUpWindow
    self.input = input
  }
}

/// Which of the ticks that were missed are made up for.
package enum CatchUp: String, CaseIterable, Sendable {
  case none, last, all
}

/// Which events start a run, and what each adds to it.
package struct EventFilter: Hashable, Sendable {
  /// CEL: see `variables`.
  package var when: String
  /// Of the events that it looks at; nil: it looks at all.
  package var scope: String?
  /// What the run gets to see of the filter.
  package var payload: JSONValue?

  package init(when: String, scope: String? = nil, payload: JSONValue? = nil) {
    self.when = when
    self.scope = scope
    self.payload = payload
  }
}

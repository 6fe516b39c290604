package import Time
package import Workflows

/// A schedule as it is stored, with what it means.
package struct RegisteredCron: Hashable, Sendable {
  package var id: Int64
  package var workflow: String
  package var expression: CronExpression
  package var zone: TimeZoneRules
  /// The zone as it is stored.
  package var timezone: String
  package var catchUp: CatchUp
  package var catchUpWindow: Duration
  package var isPaused: Bool
  /// No tick before this is left to fire; nil: none before now.
  package var nextAt: Timestamp?
  /// The last tick that fired.
  package var lastAt: Timestamp?

  package init(
    id: Int64, workflow: String, expression: CronExpression, zone: TimeZoneRules = .utc, timezone: String? = nil,
    catchUp: CatchUp = .last, catchUpWindow: Duration = CronTrigger.defaultWindow, isPaused: Bool = false,
    nextAt: Timestamp? = nil, lastAt: Timestamp? = nil
  ) {
    self.id = id
    self.workflow = workflow
    self.expression = expression
    self.zone = zone
    self.timezone = timezone ?? zone.name
    self.catchUp = catchUp
    self.catchUpWindow = catchUpWindow
    self.isPaused = isPaused
    self.nextAt = nextAt
    self.lastAt = lastAt
  }
}

/// A schedule goes on to its next tick, and the ticks until there enqueue a run each: both in one transaction, and only
/// if the row is still what `cron` says. So each tick fires once, whoever decides it how often.
package struct CronMove: Hashable, Sendable {
  /// As it was before.
  package var cron: RegisteredCron
  /// In their order; none if there is nothing to make up for, or it is dropped.
  package var ticks: [Timestamp]
  package var next: Timestamp
  /// When it was decided.
  package var at: Timestamp

  package init(cron: RegisteredCron, ticks: [Timestamp], next: Timestamp, at: Timestamp) {
    self.cron = cron
    self.ticks = ticks
    self.next = next
    self.at = at
  }
}

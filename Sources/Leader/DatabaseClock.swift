package import Time

/// The database's time, between two answers of it: all times are the database's, so clocks of machines do not matter.
package struct DatabaseClock: Sendable {
  private var reference: Timestamp
  private var takenAt: ContinuousClock.Instant

  /// `now`: what the database has just said.
  package init(_ now: Timestamp) {
    reference = now
    takenAt = .now
  }

  /// Never goes back, unless the database's clock was set back by more than a second.
  package mutating func adjust(to now: Timestamp) {
    let expected = self.now
    guard now > expected || expected - now > .seconds(1) else { return }
    self = DatabaseClock(now)
  }

  package var now: Timestamp { reference + (ContinuousClock.now - takenAt) }
}

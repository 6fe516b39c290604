package import Time

/// `250ms 90s 5m 2h 7d 1h30m`: a number needs its unit.
extension Duration: ArgumentValue {
  package init(argument text: String) throws(ArgumentError) {
    do {
      self = try DurationText.parse(text)
    } catch {
      throw .expected("a duration such as 250ms, 90s, 5m, 1h30m or 7d")
    }
  }

  package var argumentText: String? { DurationText.canonical(self) }
}

/// A time as people type it: `2026-11-23T21:36:29Z`, `2026-11-23`, `now`, `10m ago`, `in 2h`, or a duration alone.
///
/// Kept as text, because parsing a command line has no clock: what it means is said by the one who runs the command.
package struct TimeArgument: ArgumentValue, Equatable {
  package let text: String

  package init(argument text: String) throws(ArgumentError) {
    self.text = text
    guard (try? timestamp(now: Timestamp(microseconds: 0), bare: .ago)) != nil else {
      throw .expected("a time such as 2026-11-23T21:36:29Z, 2026-11-23, now, '10m ago' or 'in 2h'")
    }
  }

  package var argumentText: String? { text }

  /// - Parameter bare: what a duration alone means.
  package func timestamp(now: Timestamp, bare: UserTime.BareDuration) throws(TimeError) -> Timestamp {
    try UserTime.parse(text, now: now, bare: bare)
  }
}

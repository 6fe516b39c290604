extension Timestamp {
  /// RFC 3339 as clocks of a zone show it, to the second: `2026-03-29T03:00:00+02:00`.
  package func rfc3339(in zone: TimeZoneRules) -> String {
    let (local, offset) = shown(in: zone)
    return "\(local.date.text)T\(local.clock)\(offset)"
  }

  /// For people: `Sun 2026-03-29 03:00:00 +02:00`.
  package func text(in zone: TimeZoneRules) -> String {
    let (local, offset) = shown(in: zone)
    return "\(Self.days[local.date.weekday]) \(local.date.text) \(local.clock) \(offset)"
  }

  /// The same in few cells: `Sun 03-29 03:00`, with seconds where there are some, and with the year instead of the day of the
  /// week, `2026-03-29 03:00`, where another one could be meant.
  package func shortText(in zone: TimeZoneRules, now: Timestamp) -> String {
    let (local, _) = shown(in: zone)
    let isNear = (self - now).microseconds.magnitude < 180 * 86_400_000_000
    let date = isNear ? "\(Self.days[local.date.weekday]) \(local.date.text.suffix(5))" : local.date.text
    return "\(date) \(local.second == 0 ? String(local.clock.prefix(5)) : local.clock)"
  }

  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

  private func shown(in zone: TimeZoneRules) -> (local: CivilTime, offset: String) {
    let seconds = microseconds / 1_000_000
    let offset = zone.offset(at: seconds)
    let minutes = abs(offset) / 60
    return (
      zone.local(at: seconds),
      "\(offset < 0 ? "-" : "+")\(padded(minutes / 60, to: 2)):\(padded(minutes % 60, to: 2))"
    )
  }
}

extension CivilTime {
  fileprivate var clock: String { "\(padded(hour, to: 2)):\(padded(minute, to: 2)):\(padded(second, to: 2))" }
}

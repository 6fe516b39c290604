extension Timestamp {
  /// RFC 3339 as clocks of a zone show it, to the second: `2026-03-29T03:00:00+02:00`.
  package func rfc3339(in zone: TimeZoneRules) -> String {
    let (local, offset) = shown(in: zone)
    return "\(local.date.text)T\(local.clock)\(offset)"
  }

  /// For people: `Sun 2026-03-29 03:00:00 +02:00`.
  package func text(in zone: TimeZoneRules) -> String {
    let (local, offset) = shown(in: zone)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    return "\(days[local.date.weekday]) \(local.date.text) \(local.clock) \(offset)"
  }

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

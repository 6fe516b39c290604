extension CronExpression {
  /// The first instant after `time` at which the schedule fires; nil if that is beyond 50 years.
  ///
  /// When clocks change, cron(8) of Vixie cron is followed, with one difference: it is asked only whether the field of
  /// hours begins with `*`. If it does, the schedule follows time as it passes: every 15 minutes stays so, in an hour
  /// that comes twice too. If it does not, it follows the clock, which must neither lose a tick nor repeat it: what was
  /// to fire in a gap fires once, at its end; of a time that comes twice, the first counts.
  package func next(after time: Timestamp, in zone: TimeZoneRules) -> Timestamp? {
    let start = Self.second(of: time) + 1
    guard let instant = next(from: start, in: zone), instant < Int64.max / 1_000_000 else { return nil }
    return Timestamp(microseconds: instant * 1_000_000)
  }

  /// The first instants after `time`, at most `count`.
  package func next(_ count: Int, after time: Timestamp, in zone: TimeZoneRules) -> [Timestamp] {
    var found: [Timestamp] = []
    while found.count < count, let next = next(after: found.last ?? time, in: zone) { found.append(next) }
    return found
  }

  /// A leap day of one certain weekday may be 40 years away.
  private static let horizon: Int64 = 50 * 366 * 86_400

  private func next(from start: Int64, in zone: TimeZoneRules) -> Int64? {
    let limit = start.addingSaturated(Self.horizon)
    // What clocks have shown so far.
    var shown = isElapsed ? Int64.min : zone.latestLocal(before: start)
    var from = start
    while from < limit {
      let offset = Int64(zone.offset(at: from))
      if !isElapsed {
        if match(from: shown, before: from + offset) != nil { return from }
        shown = max(shown, from + offset)
      }
      let change = min(zone.nextChange(after: from) ?? limit, limit)
      if let local = match(from: max(from + offset, shown), before: change + offset) { return local - offset }
      shown = isElapsed ? .min : max(shown, change + offset)
      from = change
    }
    return nil
  }

  /// The first local time that matches, in seconds as if it were UTC.
  private func match(from start: Int64, before end: Int64) -> Int64? {
    guard start < end else { return nil }
    let first = CivilTime(secondsSinceEpoch: start)
    var date = first.date
    var time = (first.hour, first.minute, first.second)
    while Int64(date.daysSinceEpoch) * 86_400 < end {
      if !months.has(date.month) {
        date = date.startOfNextMonth
        time = (0, 0, 0)
        continue
      }
      if matches(date), let second = secondOfDay(from: time) {
        let found = Int64(date.daysSinceEpoch) * 86_400 + second
        return found < end ? found : nil
      }
      date = CivilDate(daysSinceEpoch: date.daysSinceEpoch + 1)
      time = (0, 0, 0)
    }
    return nil
  }

  /// The first time of a day that matches and is not before the given one.
  private func secondOfDay(from time: (hour: Int, minute: Int, second: Int)) -> Int64? {
    var (hour, minute, second) = time
    while let foundHour = hours.first(from: hour) {
      if foundHour > hour { (hour, minute, second) = (foundHour, 0, 0) }
      while let foundMinute = minutes.first(from: minute) {
        if foundMinute > minute { (minute, second) = (foundMinute, 0) }
        if let foundSecond = seconds.first(from: second) { return Int64(hour * 3600 + minute * 60 + foundSecond) }
        (minute, second) = (minute + 1, 0)
      }
      (hour, minute, second) = (hour + 1, 0, 0)
    }
    return nil
  }

  private static func second(of time: Timestamp) -> Int64 {
    let whole = time.microseconds / 1_000_000
    return time.microseconds < 0 && time.microseconds % 1_000_000 != 0 ? whole - 1 : whole
  }
}

extension CivilDate {
  fileprivate var startOfNextMonth: CivilDate {
    CivilDate(daysSinceEpoch: daysSinceEpoch + Int32(CivilDate.daysIn(month: month, ofYear: year) - day + 1))
  }
}

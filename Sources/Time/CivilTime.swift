/// What a calendar and a clock on the wall show, wherever that is: a date and a time of day to the second.
package struct CivilTime: Hashable, Comparable, Sendable {
  package var date: CivilDate
  /// 0 to 23.
  package var hour: Int
  /// 0 to 59.
  package var minute: Int
  /// 0 to 59.
  package var second: Int

  /// Nil unless there is such a time of day.
  package init?(_ date: CivilDate, hour: Int, minute: Int, second: Int = 0) {
    guard (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second) else { return nil }
    self.date = date
    self.hour = hour
    self.minute = minute
    self.second = second
  }

  /// What clocks show so many seconds after 1970-01-01T00:00:00 by themselves; the nearest day that an `Int32` can count
  /// beyond five million years.
  package init(secondsSinceEpoch seconds: Int64) {
    let whole = seconds / 86_400
    let days = seconds % 86_400 < 0 ? whole - 1 : whole
    let secondOfDay = Int(seconds - days * 86_400)
    date = CivilDate(daysSinceEpoch: Int32(clamping: days))
    hour = secondOfDay / 3600
    minute = secondOfDay / 60 % 60
    second = secondOfDay % 60
  }

  /// As if the clock stood in Greenwich.
  package var secondsSinceEpoch: Int64 {
    Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
  }

  package static func < (left: CivilTime, right: CivilTime) -> Bool {
    left.secondsSinceEpoch < right.secondsSinceEpoch
  }
}

extension CivilDate {
  /// 0 is Sunday, 6 Saturday.
  package var weekday: Int { ((Int(daysSinceEpoch) + 4) % 7 + 7) % 7 }

  /// 1 January is 0.
  package var dayOfYear: Int {
    (CivilDate(year: year, month: 1, day: 1)?.daysSinceEpoch).map { Int(daysSinceEpoch - $0) } ?? 0
  }
}

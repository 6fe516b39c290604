/// When a schedule fires: `0 2 * * mon-fri`, `*/10 * * * * *` (seconds first), `@daily`.
///
/// Fields and their meaning are those of crontab(5): lists, ranges and steps of numbers or names; a day matches if its
/// day of the month and its day of the week do, or, if neither of the two fields begins with `*`, one of them.
package struct CronExpression: Hashable, Sendable, CustomStringConvertible {
  /// As it was written, without blanks around it.
  package let text: String
  /// Of each field, the values that match, as bits.
  let seconds, minutes, hours, days, months, weekdays: UInt64
  /// Whether the day of the month, or of the week, says anything.
  let eitherDay: Bool
  /// Whether the field of hours begins with `*`: then the schedule follows time as it passes, and else the clock.
  let isElapsed: Bool

  /// Reads an expression of five fields, of six (seconds first), or a name such as `@hourly`.
  package init(_ text: String) throws(CronError) {
    let fields = try CronFields(text)
    self.text = fields.text
    seconds = fields[.second].bits
    minutes = fields[.minute].bits
    hours = fields[.hour].bits
    days = fields[.day].bits
    months = fields[.month].bits
    // 0 and 7 are Sunday.
    let week = fields[.weekday].bits
    weekdays = (week | week >> 7) & 0x7F
    eitherDay = !fields[.day].isOpen && !fields[.weekday].isOpen
    isElapsed = fields[.hour].isOpen
    if let day = neverMatches(fields[.day]) { throw day }
  }

  package var description: String { text }

  /// Whether a schedule fires on that date, at some time.
  func matches(_ date: CivilDate) -> Bool {
    guard months.has(date.month) else { return false }
    let (day, weekday) = (days.has(date.day), weekdays.has(date.weekday))
    return eitherDay ? day || weekday : day && weekday
  }

  /// Whether clocks that show `local` show a time of this schedule.
  package func matches(_ local: CivilTime) -> Bool {
    matches(local.date) && hours.has(local.hour) && minutes.has(local.minute) && seconds.has(local.second)
  }

  /// 30 February and the like. A leap day does come.
  private func neverMatches(_ field: CronFields.Field) -> CronError? {
    let months = (1...12).filter { self.months.has($0) }
    let comes = months.contains { month in
      days & (1 << UInt64(CivilDate.daysIn(month: month, ofYear: 2024) + 1) - 1) != 0
    }
    guard !comes, !eitherDay else { return nil }
    let names = months.map { CronFields.Kind.month.names[$0 - 1] }.joined(separator: ", ")
    return CronError(
      "the day of the month \(field.text) never comes in \(names)", hint: "so this would never fire", at: field.place)
  }
}

extension UInt64 {
  /// Whether the bit of a value from 0 to 63 is set.
  func has(_ value: Int) -> Bool { self & (1 << UInt64(value)) != 0 }

  /// The least value with a bit that is not less than `value`.
  func first(from value: Int) -> Int? {
    guard value < 64 else { return nil }
    let rest = self >> UInt64(value)
    return rest == 0 ? nil : value + rest.trailingZeroBitCount
  }
}

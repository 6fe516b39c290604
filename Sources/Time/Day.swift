/// A calendar day in UTC: what the logs are partitioned by.
package struct Day: Hashable, Comparable, Strideable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01; negative before.
  package var daysSinceEpoch: Int32

  private static let microsecondsPerDay: Int64 = 86_400_000_000

  package init(daysSinceEpoch: Int32) { self.daysSinceEpoch = daysSinceEpoch }

  /// Nil if there is no such day.
  package init?(year: Int, month: Int, day: Int) {
    guard let date = CivilDate(year: year, month: month, day: day) else { return nil }
    daysSinceEpoch = date.daysSinceEpoch
  }

  /// The day that `time` falls on, in UTC.
  package init(containing time: Timestamp) {
    let whole = time.microseconds / Day.microsecondsPerDay
    let isBefore = time.microseconds < 0 && time.microseconds % Day.microsecondsPerDay != 0
    daysSinceEpoch = Int32(isBefore ? whole - 1 : whole)
  }

  /// Reads `2026-11-23` or `20261123`.
  package init(text: String) throws(TimeError) {
    var reader = DigitReader(text)
    let year = reader.digits(4)
    let hasDashes = reader.take("-")
    let month = reader.digits(2)
    let isSeparated = !hasDashes || reader.take("-")
    let day = reader.digits(2)
    guard let year, let month, let day, isSeparated, reader.isAtEnd,
      let date = CivilDate(year: year, month: month, day: day)
    else {
      throw TimeError(code: .invalidDay, message: "invalid day '\(text)'", hint: "a day looks like 2026-11-23")
    }
    daysSinceEpoch = date.daysSinceEpoch
  }

  /// Midnight, UTC, at which the day starts; saturated for days that microseconds do not reach.
  package var start: Timestamp {
    Timestamp(microseconds: Int64(daysSinceEpoch).multipliedSaturated(by: Day.microsecondsPerDay))
  }

  package var date: CivilDate { CivilDate(daysSinceEpoch: daysSinceEpoch) }

  /// `2026-11-23`
  package var text: String { date.text }

  /// `20261123`: for names of partitions and files.
  package var compact: String {
    let date = date
    return date.yearText + padded(date.month, to: 2) + padded(date.day, to: 2)
  }

  package var description: String { text }

  package static func < (left: Day, right: Day) -> Bool { left.daysSinceEpoch < right.daysSinceEpoch }

  package func distance(to other: Day) -> Int { Int(other.daysSinceEpoch) - Int(daysSinceEpoch) }

  /// Saturates at the ends of the range.
  package func advanced(by days: Int) -> Day {
    Day(daysSinceEpoch: Int32(clamping: Int64(daysSinceEpoch).addingSaturated(Int64(days))))
  }
}

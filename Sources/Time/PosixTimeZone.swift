/// A time zone as POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`. The last line of a zone's file: what holds from then on.
struct PosixTimeZone: Hashable, Sendable {
  /// Seconds east of Greenwich.
  var standardOffset: Int
  var summer: Summer?

  struct Summer: Hashable, Sendable {
    var offset: Int
    var start: DayRule
    var end: DayRule
  }

  /// A day of each year, and a time of it.
  struct DayRule: Hashable, Sendable {
    enum Day: Hashable, Sendable {
      /// 1 to 365; there is no 29 February.
      case julian(Int)
      /// 0 to 365.
      case ordinal(Int)
      /// Week 5 is the last; weekday 0 is Sunday.
      case weekday(month: Int, week: Int, weekday: Int)
    }

    var day: Day
    /// Seconds after local midnight, possibly of another day.
    var time: Int

    /// Local seconds, as if they were UTC.
    func local(_ year: Int) -> Int64 {
      let start = Self.days(year, 1, 1)
      let days: Int
      switch day {
      case .julian(let number): days = start + number - 1 + (CivilDate.isLeap(year) && number >= 60 ? 1 : 0)
      case .ordinal(let number): days = start + number
      case .weekday(let month, let week, let weekday):
        let first = Self.days(year, month, 1)
        // 1970-01-01 was a Thursday.
        let firstWeekday = (first % 7 + 11) % 7
        var number = (weekday - firstWeekday + 7) % 7 + 7 * (week - 1)
        if number >= CivilDate.daysIn(month: month, ofYear: year) { number -= 7 }
        days = first + number
      }
      return Int64(days) * 86_400 + Int64(time)
    }

    /// The calendar repeats every 400 years (146,097 days), so that no year is too far away.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
      let era = (year >= 0 ? year : year - 399) / 400
      let date = CivilDate(year: year - era * 400, month: month, day: day)
      return Int(date?.daysSinceEpoch ?? 0) + era * 146_097
    }
  }

  func offset(at instant: Int64) -> Int {
    guard let summer else { return standardOffset }
    let (start, end) = changes(inYear: Self.year(ofLocal: instant + Int64(standardOffset)), summer)
    let isSummer = start < end ? instant >= start && instant < end : instant >= start || instant < end
    return isSummer ? summer.offset : standardOffset
  }

  /// The instants at which summer time starts and ends.
  private func changes(inYear year: Int, _ summer: Summer) -> (start: Int64, end: Int64) {
    (summer.start.local(year) - Int64(standardOffset), summer.end.local(year) - Int64(summer.offset))
  }

  /// All changes around a local time: those of its year and of both neighbours.
  func changes(nearLocal local: Int64) -> [Int64] {
    guard let summer else { return [] }
    let year = Self.year(ofLocal: local)
    return (year - 1...year + 1).flatMap { year in
      let (start, end) = changes(inYear: year, summer)
      return [start, end]
    }
  }

  private static func year(ofLocal local: Int64) -> Int {
    let days = Int((local >= 0 ? local : local - 86_399) / 86_400)
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    return CivilDate(daysSinceEpoch: Int32(days - era * 146_097)).year + era * 400
  }
}

/// A date of the proleptic Gregorian calendar.
///
/// The conversions are Howard Hinnant's `days_from_civil` and `civil_from_days`: exact over the whole range that an
/// `Int64` of microseconds spans (about 292,000 years around 1970), without tables or loops.
package struct CivilDate: Hashable, Sendable {
  /// Astronomical: the year before 1 is 0.
  package var year: Int
  /// 1 to 12.
  package var month: Int
  /// 1 to 31.
  package var day: Int

  /// Nil unless the day exists, and lies within 300,000 years of 1970.
  package init?(year: Int, month: Int, day: Int) {
    guard (-300_000...300_000).contains(year), (1...12).contains(month), day >= 1,
      day <= CivilDate.daysIn(month: month, ofYear: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date that is `days` after 1970-01-01.
  package init(daysSinceEpoch days: Int32) {
    // Years start in March here, so that the leap day is a year's last; an era is 400 years, 146,097 days.
    let shifted = Int(days) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01; negative before.
  package var daysSinceEpoch: Int32 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Days of a month, 28 to 31. `month` is 1 to 12.
  package static func daysIn(month: Int, ofYear year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  package static func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  }

  /// `2026-11-23`; a year outside 0 to 9999 has a sign and as many digits as it needs (ISO 8601, expanded).
  var text: String { "\(yearText)-\(padded(month, to: 2))-\(padded(day, to: 2))" }

  var yearText: String {
    (0...9999).contains(year) ? padded(year, to: 4) : (year < 0 ? "-" : "+") + padded(abs(year), to: 4)
  }
}

/// A number that is not negative, with leading zeros.
func padded(_ number: Int, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

extension Timestamp {
  /// Reads a date and time as RFC 3339 has it: `2026-11-23T21:36:29.123456Z`, `2026-11-23 22:36:29+01:00`.
  ///
  /// The fraction may have up to nine digits; those after the microseconds are cut off. A leap second (`:60`) is the
  /// start of the next minute, as in PostgreSQL. Years outside 0 to 9999 are read as `rfc3339` writes them.
  package init(rfc3339 text: String) throws(TimeError) {
    guard let parts = RFC3339Parts(text) else {
      throw TimeError(
        code: .invalidTime, message: "invalid time '\(text)'", hint: "a time looks like 2026-11-23T21:36:29Z")
    }
    let seconds =
      Int64(parts.date.daysSinceEpoch) * 86_400 + Int64(parts.secondOfDay) - Int64(parts.offsetMinutes) * 60
    // Saturation on the way would give a wrong time rather than none; the sum is done in 128 bits.
    guard let microseconds = Int64(exactly: Int128(seconds) * 1_000_000 + Int128(parts.microsecond)) else {
      throw TimeError(code: .outOfRange, message: "time '\(text)' is out of range")
    }
    self.init(microseconds: microseconds)
  }

  /// UTC, with `Z` and always six digits of fraction, so that times sort as text: `2026-11-23T21:36:29.123456Z`.
  package var rfc3339: String {
    let day = Day(containing: self)
    // In 128 bits, since the start of the first day in range lies before the range.
    let start = Int128(day.daysSinceEpoch) * 86_400_000_000
    let microsecondOfDay = Int(Int128(microseconds) - start)
    let (second, microsecond) = microsecondOfDay.quotientAndRemainder(dividingBy: 1_000_000)
    let time = "\(padded(second / 3600, to: 2)):\(padded(second / 60 % 60, to: 2)):\(padded(second % 60, to: 2))"
    return "\(day.text)T\(time).\(padded(microsecond, to: 6))Z"
  }
}

extension Timestamp: CustomStringConvertible {
  package var description: String { rfc3339 }
}

/// The fields of an RFC 3339 text, each in its range.
private struct RFC3339Parts {
  var date: CivilDate
  var secondOfDay: Int
  var microsecond: Int
  /// East of Greenwich is positive.
  var offsetMinutes: Int

  init?(_ text: String) {
    var reader = DigitReader(text)
    guard let date = RFC3339Parts.date(&reader), reader.take("Tt "),
      let hour = reader.digits(2), hour < 24, reader.take(":"),
      let minute = reader.digits(2), minute < 60, reader.take(":"),
      let second = reader.digits(2), second <= 60,
      let microsecond = RFC3339Parts.fraction(&reader),
      let offset = RFC3339Parts.offset(&reader), reader.isAtEnd
    else { return nil }
    self.date = date
    secondOfDay = hour * 3600 + minute * 60 + second
    self.microsecond = microsecond
    offsetMinutes = offset
  }

  private static func date(_ reader: inout DigitReader) -> CivilDate? {
    let isNegative = reader.first == 0x2D
    let isSigned = reader.take("+-")
    let count = reader.digitCount
    guard count == 4 || (isSigned && (4...6).contains(count)),
      let year = reader.digits(count), reader.take("-"),
      let month = reader.digits(2), reader.take("-"),
      let day = reader.digits(2)
    else { return nil }
    return CivilDate(year: isNegative ? -year : year, month: month, day: day)
  }

  /// Zero if there is none; nil if there is a point without one to nine digits.
  private static func fraction(_ reader: inout DigitReader) -> Int? {
    guard reader.take(".") else { return 0 }
    let count = reader.digitCount
    guard (1...9).contains(count), var value = reader.digits(count) else { return nil }
    for _ in count..<9 { value *= 10 }
    return value / 1000
  }

  private static func offset(_ reader: inout DigitReader) -> Int? {
    if reader.take("Zz") { return 0 }
    let isWest = reader.first == 0x2D
    guard reader.take("+-"), let hours = reader.digits(2), hours < 24, reader.take(":"),
      let minutes = reader.digits(2), minutes < 60
    else { return nil }
    return (isWest ? -1 : 1) * (hours * 60 + minutes)
  }
}

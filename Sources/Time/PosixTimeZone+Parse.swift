extension PosixTimeZone {
  /// Nil if the text is empty or no such zone.
  init?(_ text: String) {
    var reader = PosixReader(text)
    guard reader.name(), let west = reader.time(limit: 25) else { return nil }
    standardOffset = -west
    summer = nil
    if reader.isAtEnd { return }
    guard reader.name() else { return nil }
    var offset = standardOffset + 3600
    if let next = reader.first, next != 0x2C {
      guard let west = reader.time(limit: 25) else { return nil }
      offset = -west
    }
    // POSIX lets the rule be missing and leaves open what then holds; in the database it never is.
    guard reader.take(","), let start = reader.rule(), reader.take(","), let end = reader.rule(), reader.isAtEnd
    else { return nil }
    summer = Summer(offset: offset, start: start, end: end)
  }
}

private struct PosixReader {
  private var digits: DigitReader

  init(_ text: String) { digits = DigitReader(text) }

  var isAtEnd: Bool { digits.isAtEnd }
  var first: UInt8? { digits.first }

  mutating func take(_ characters: String) -> Bool { digits.take(characters) }

  private mutating func number() -> Int? {
    let count = digits.digitCount
    return (1...3).contains(count) ? digits.digits(count) : nil
  }

  /// `CET`, `<+0330>`
  mutating func name() -> Bool {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    if digits.take("<") {
      while digits.take(letters + "0123456789+-") {}
      return digits.take(">")
    }
    guard digits.take(letters) else { return false }
    while digits.take(letters) {}
    return true
  }

  /// Seconds of `[+-]hh[:mm[:ss]]`.
  mutating func time(limit: Int) -> Int? {
    let isNegative = first == 0x2D
    _ = take("+-")
    guard let hours = number(), hours <= limit else { return nil }
    var seconds = hours * 3600
    for unit in [60, 1] where digits.take(":") {
      guard let part = number(), part < 60 else { return nil }
      seconds += part * unit
    }
    return isNegative ? -seconds : seconds
  }

  /// `M3.5.0/2`, `J60`, `59`
  mutating func rule() -> PosixTimeZone.DayRule? {
    let day: PosixTimeZone.DayRule.Day
    if digits.take("M") {
      guard let month = number(), (1...12).contains(month), take("."), let week = number(), (1...5).contains(week),
        take("."), let weekday = number(), weekday < 7
      else { return nil }
      day = .weekday(month: month, week: week, weekday: weekday)
    } else if digits.take("J") {
      guard let number = number(), (1...365).contains(number) else { return nil }
      day = .julian(number)
    } else {
      guard let number = number(), number <= 365 else { return nil }
      day = .ordinal(number)
    }
    guard digits.take("/") else { return PosixTimeZone.DayRule(day: day, time: 7200) }
    return time(limit: 167).map { PosixTimeZone.DayRule(day: day, time: $0) }
  }
}

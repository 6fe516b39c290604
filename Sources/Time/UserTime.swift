/// Times as people type them: RFC 3339, a day, `now`, `10m ago`, `in 2h`.
package enum UserTime {
  /// What a duration alone (`1h`) means, where one is accepted at all.
  package enum BareDuration: Sendable {
    /// It is an error.
    case refused
    /// `--since 1h` is an hour ago.
    case ago
    /// `--in 2h` is in two hours.
    case ahead
  }

  package static let expectation =
    "a time is RFC 3339 (2026-11-23T21:36:29Z), a day (2026-11-23), now, '10m ago' or 'in 2h'"

  /// Reads a time, relative to `now` where it is relative. A day is its midnight in UTC.
  package static func parse(
    _ text: String, now: Timestamp, bare: BareDuration = .refused
  ) throws(TimeError) -> Timestamp {
    let words = text.split(separator: " ")
    if words == ["now"] { return now }
    if words.count >= 2, words.last == "ago" {
      return now - (try duration(words.dropLast(), of: text))
    }
    if words.count >= 2, words.first == "in" {
      return now + (try duration(words.dropFirst(), of: text))
    }
    if let day = try? Day(text: text), text.utf8.contains(0x2D) { return day.start }
    do {
      return try Timestamp(rfc3339: text)
    } catch {
      // Out of range is the better message, and a duration alone may still be meant.
      if error.code == .outOfRange { throw error }
    }
    guard bare != .refused, text.utf8.first.map({ (0x30...0x39).contains($0) }) == true,
      !text.utf8.contains(0x2D), !text.utf8.contains(0x3A)
    else { throw invalid(text) }
    let duration = try DurationText.parse(text)
    return bare == .ago ? now - duration : now + duration
  }

  private static func duration(_ words: ArraySlice<Substring>, of text: String) throws(TimeError) -> Duration {
    do {
      return try DurationText.parse(words.joined(separator: " "))
    } catch {
      throw TimeError(code: error.code, message: "invalid time '\(text)': \(error.message)", hint: error.hint)
    }
  }

  private static func invalid(_ text: String) -> TimeError {
    TimeError(code: .invalidTime, message: "invalid time '\(text)'", hint: expectation)
  }
}

/// Durations as people write and read them: `250ms 90s 5m 2h 7d 1h30m`.
package enum DurationText {
  /// Largest first: the order in which the units of one duration must come.
  static let units: [(name: String, microseconds: Int64)] = [
    ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1000),
  ]

  /// What a duration looks like, for help and hints.
  package static let expectation = "a duration is numbers with units (d, h, m, s, ms), such as 250ms, 90s or 1h30m"

  /// Reads a duration: numbers with units, largest unit first, each unit at most once; blanks may stand between.
  ///
  /// A number may have a fraction (`1.5h`); what is below a microsecond is cut off. A plain `0` needs no unit.
  /// It is never negative, and at most what microseconds in an `Int64` can hold (292,000 years).
  package static func parse(_ text: String) throws(TimeError) -> Duration {
    if text == "0" { return .zero }
    var rest = text[...].utf8
    var total: Int128 = 0
    var unitsLeft = units[...]
    while let first = rest.first {
      if first == 0x20, unitsLeft.count < units.count, rest.count > 1 {
        rest.removeFirst()
        continue
      }
      let number = rest.prefix { (0x30...0x39).contains($0) || $0 == 0x2E }
      let unit = rest.dropFirst(number.count).prefix { !(0x30...0x39).contains($0) && $0 != 0x2E && $0 != 0x20 }
      guard let value = DecimalNumber(number) else { throw invalid(text) }
      guard let index = unitsLeft.firstIndex(where: { $0.name.utf8.elementsEqual(unit) }) else {
        throw invalid(text, because: reason(unit: Substring(unit), after: Substring(number)))
      }
      guard let part = value.times(unitsLeft[index].microseconds) else { throw tooLong(text) }
      total += Int128(part)
      unitsLeft = unitsLeft[(index + 1)...]
      rest = rest.dropFirst(number.count + unit.count)
    }
    guard unitsLeft.count < units.count else { throw invalid(text) }
    guard let microseconds = Int64(exactly: total) else { throw tooLong(text) }
    return .microseconds(microseconds)
  }

  private static func reason(unit: Substring, after number: Substring) -> String {
    if unit.isEmpty { return "'\(number)' has no unit" }
    if units.contains(where: { $0.name == unit }) { return "'\(unit)' is repeated, or comes after a smaller unit" }
    return "unknown unit '\(unit)'"
  }

  private static func invalid(_ text: String, because reason: String? = nil) -> TimeError {
    let suffix = reason.map { ": \($0)" } ?? ""
    return TimeError(code: .invalidDuration, message: "invalid duration '\(text)'\(suffix)", hint: expectation)
  }

  private static func tooLong(_ text: String) -> TimeError {
    TimeError(code: .outOfRange, message: "duration '\(text)' is too long")
  }
}

/// A decimal number that is not negative: what a duration has before each unit.
private struct DecimalNumber {
  var whole: Int64
  /// Billionths; digits after the ninth are cut off.
  var billionths: Int64

  /// Nil unless it is digits, or digits, a point and digits. A number that is too large becomes `Int64.max`.
  init?(_ text: Substring.UTF8View) {
    let parts = text.split(separator: 0x2E, maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, !first.isEmpty else { return nil }
    whole = first.reduce(0) { $0.multipliedSaturated(by: 10).addingSaturated(Int64($1) - 0x30) }
    billionths = 0
    guard parts.count == 2 else { return }
    guard !parts[1].isEmpty, !parts[1].contains(0x2E) else { return nil }
    var scale: Int64 = 100_000_000
    for byte in parts[1] where scale > 0 {
      billionths += (Int64(byte) - 0x30) * scale
      scale /= 10
    }
  }

  /// Nil if the product does not fit.
  func times(_ unit: Int64) -> Int64? {
    guard whole < .max else { return nil }
    return Int64(exactly: Int128(whole) * Int128(unit) + Int128(billionths) * Int128(unit) / 1_000_000_000)
  }
}

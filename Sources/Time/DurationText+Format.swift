extension DurationText {
  /// For people: at most two units or two digits, cut off rather than rounded, so that a clock that counts up never shows
  /// a time that has not passed: `850ms`, `2.3s`, `45s`, `5m 12s`, `1h 30m`, `3d 4h`.
  package static func format(_ duration: Duration) -> String {
    let (sign, microseconds) = signAndMagnitude(duration)
    guard microseconds > 0 else { return "0s" }
    return sign + short(microseconds)
  }

  /// Exact and without blanks: what `parse` reads back as the same duration, to the microsecond: `1h30m`, `2s300ms`,
  /// `0.25ms`, `0s`. A negative one starts with a minus, which `parse` refuses.
  package static func canonical(_ duration: Duration) -> String {
    let (sign, microseconds) = signAndMagnitude(duration)
    var rest = microseconds
    var text = ""
    for unit in units where unit.name != "ms" {
      let (count, remainder) = rest.quotientAndRemainder(dividingBy: UInt64(unit.microseconds))
      if count > 0 { text += "\(count)\(unit.name)" }
      rest = remainder
    }
    if rest > 0 { text += "\(rest / 1000)\(fraction(Int(rest % 1000)))ms" }
    return text.isEmpty ? "0s" : sign + text
  }

  private static func short(_ microseconds: UInt64) -> String {
    let milliseconds = microseconds / 1000
    let seconds = milliseconds / 1000
    switch microseconds {
    case ..<10_000:
      return tenths(microseconds / 100, unit: "ms")
    case ..<1_000_000:
      return "\(milliseconds)ms"
    case ..<10_000_000:
      return tenths(milliseconds / 100, unit: "s")
    case ..<60_000_000:
      return "\(seconds)s"
    case ..<3_600_000_000:
      return pair(seconds / 60, "m", seconds % 60, "s")
    case ..<86_400_000_000:
      return pair(seconds / 3600, "h", seconds / 60 % 60, "m")
    default:
      return pair(seconds / 86_400, "d", seconds / 3600 % 24, "h")
    }
  }

  private static func tenths(_ tenths: UInt64, unit: String) -> String {
    if tenths == 0 { return "<0.1\(unit)" }
    return tenths.isMultiple(of: 10) ? "\(tenths / 10)\(unit)" : "\(tenths / 10).\(tenths % 10)\(unit)"
  }

  private static func pair(_ large: UInt64, _ largeUnit: String, _ small: UInt64, _ smallUnit: String) -> String {
    small == 0 ? "\(large)\(largeUnit)" : "\(large)\(largeUnit) \(small)\(smallUnit)"
  }

  /// `.25` for 250 thousandths; empty for none.
  private static func fraction(_ thousandths: Int) -> String {
    guard thousandths > 0 else { return "" }
    var digits = padded(thousandths, to: 3)
    while digits.hasSuffix("0") { digits.removeLast() }
    return "." + digits
  }

  private static func signAndMagnitude(_ duration: Duration) -> (sign: String, microseconds: UInt64) {
    let microseconds = duration.microseconds
    return (microseconds < 0 ? "-" : "", microseconds.magnitude)
  }
}

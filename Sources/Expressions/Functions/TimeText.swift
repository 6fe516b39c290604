import Time

/// Moments and durations as text, and back, to the nanosecond.
enum TimeText {
  /// RFC 3339, UTC; the fraction without zeros at its end.
  static func text(of instant: ExpressionInstant) -> String {
    let time = CivilTime(secondsSinceEpoch: instant.seconds)
    let day = "\(digits(time.date.year, 4))-\(digits(time.date.month, 2))-\(digits(time.date.day, 2))"
    let clock = "\(digits(time.hour, 2)):\(digits(time.minute, 2)):\(digits(time.second, 2))"
    return "\(day)T\(clock)\(fraction(Int(instant.nanoseconds)))Z"
  }

  /// `90s`, `-1.5s`.
  static func text(ofDuration nanoseconds: Int64) -> String {
    let (seconds, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    return "\(nanoseconds < 0 ? "-" : "")\(seconds)\(fraction(Int(rest)))s"
  }

  private static func digits(_ number: Int, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }

  private static func fraction(_ nanoseconds: Int) -> String {
    guard nanoseconds > 0 else { return "" }
    var text = digits(nanoseconds, 9)
    while text.last == "0" { text.removeLast() }
    return "." + text
  }

  /// Reads RFC 3339.
  static func instant(_ text: String) throws(Failure) -> ExpressionInstant {
    var rest = Array(text.utf8.prefix(64))[...]
    var nanoseconds: Int64 = 0
    // The fraction is taken out, for the rest is read to the microsecond only.
    if let point = rest.firstIndex(of: UInt8(ascii: ".")) {
      let fraction = rest[(point + 1)...].prefix { (0x30...0x39).contains($0) }
      guard !fraction.isEmpty, fraction.count <= 9 else { throw invalidTime }
      nanoseconds = fraction.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
      for _ in fraction.count..<9 { nanoseconds *= 10 }
      rest.removeSubrange(point..<fraction.endIndex)
    }
    // The standard wants four digits of a year and no blank.
    guard rest.count >= 20, rest.prefix(4).allSatisfy({ (0x30...0x39).contains($0) }),
      [UInt8(ascii: "T"), UInt8(ascii: "t")].contains(rest[rest.startIndex + 10]),
      let time = try? Timestamp(rfc3339: String(decoding: rest, as: UTF8.self))
    else { throw invalidTime }
    let total = Int128(time.microseconds) * 1000 + Int128(nanoseconds)
    guard let instant = ExpressionInstant(nanosecondsSinceEpoch: total) else {
      throw Failure(.outOfRange, "the time is out of range", hint: "it must be in the years 1 to 9999")
    }
    return instant
  }

  private static var invalidTime: Failure {
    Failure(.invalidArgument, "the text is no time", hint: "a time looks like 2026-11-23T21:36:29Z")
  }

  private static let units: [(name: String, nanoseconds: Int128)] = [
    ("ns", 1), ("us", 1000), ("\u{B5}s", 1000), ("\u{3BC}s", 1000), ("ms", 1_000_000), ("s", 1_000_000_000),
    ("m", 60_000_000_000), ("h", 3_600_000_000_000),
  ]

  /// Reads `1h30m`, `-1.5s`, `250ms`, `0`.
  static func duration(_ text: String) throws(Failure) -> Int64 {
    let invalid = Failure(.invalidArgument, "the text is no duration", hint: "a duration looks like 90s, 1.5h or 250ms")
    guard text.utf8.count <= 256 else { throw invalid }
    var rest = Array(text.utf8)[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    if rest.elementsEqual("0".utf8) { return 0 }
    guard !rest.isEmpty else { throw invalid }
    var total: Int128 = 0
    while !rest.isEmpty {
      let whole = rest.prefix { (0x30...0x39).contains($0) }
      rest = rest.dropFirst(whole.count)
      var fraction: ArraySlice<UInt8> = []
      if rest.first == UInt8(ascii: ".") {
        fraction = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(fraction.count + 1)
      }
      let name = rest.prefix { !(0x30...0x39).contains($0) && $0 != UInt8(ascii: ".") }
      rest = rest.dropFirst(name.count)
      guard !whole.isEmpty || !fraction.isEmpty,
        let unit = units.first(where: { $0.name.utf8.elementsEqual(name) })?.nanoseconds
      else { throw invalid }
      guard whole.count <= 20 else { throw outOfRange }
      total += whole.reduce(Int128(0)) { $0 * 10 + Int128($1 - 0x30) } * unit
      // What is below a nanosecond is cut off.
      total += part(fraction.prefix(15), of: unit)
    }
    guard let nanoseconds = Int64(exactly: isNegative ? -total : total) else { throw outOfRange }
    return nanoseconds
  }

  private static func part(_ fraction: ArraySlice<UInt8>, of unit: Int128) -> Int128 {
    var (numerator, denominator): (Int128, Int128) = (0, 1)
    for digit in fraction {
      numerator = numerator * 10 + Int128(digit - 0x30)
      denominator *= 10
    }
    return numerator * unit / denominator
  }

  static var outOfRange: Failure {
    Failure(.outOfRange, "the duration is out of range", hint: "at most some 292 years")
  }
}

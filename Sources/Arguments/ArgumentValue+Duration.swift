/// `250ms 90s 5m 2h 7d 1h30m`, and `0`: a number needs its unit.
extension Duration: ArgumentValue {
  private static let units: [(name: String, microseconds: Int64)] = [
    ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1000), ("us", 1),
  ]

  package init(argument text: String) throws(ArgumentError) {
    guard let total = Self.microseconds(in: text) else {
      throw .expected("a duration such as 250ms, 90s, 5m, 1h30m or 7d")
    }
    self = .microseconds(total)
  }

  /// Nil if `text` is no duration, or one of more than 292,000 years.
  private static func microseconds(in text: String) -> Int64? {
    guard text != "0" else { return 0 }
    var rest = text[...]
    var total: Int64 = 0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      let unit = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
      guard let number = Int64(digits), let scale = units.first(where: { $0.name == unit })?.microseconds else {
        return nil
      }
      let (part, tooLong) = number.multipliedReportingOverflow(by: scale)
      let (sum, tooLongSum) = total.addingReportingOverflow(part)
      guard !tooLong, !tooLongSum else { return nil }
      total = sum
      rest = rest.dropFirst(digits.count + unit.count)
    }
    return text.isEmpty ? nil : total
  }

  package var argumentText: String? {
    var rest = components.seconds.multipliedReportingOverflow(by: 1_000_000).partialValue
    rest = rest.addingReportingOverflow(components.attoseconds / 1_000_000_000_000).partialValue
    guard rest > 0 else { return "0" }
    var text = ""
    for unit in Self.units where rest >= unit.microseconds {
      text += "\(rest / unit.microseconds)\(unit.name)"
      rest %= unit.microseconds
    }
    return text
  }
}

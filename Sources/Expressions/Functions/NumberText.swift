import Glibc

/// Numbers as text, and back.
enum NumberText {
  /// Nil for what is no number, or none that fits: `1e999` is no infinity, `Infinity` is.
  static func double(_ text: String) -> Double? {
    guard let value = Double(text) else { return nil }
    if value.isInfinite, text.utf8.contains(where: { (0x30...0x39).contains($0) }) { return nil }
    return value
  }

  /// Of what has no digits.
  static func special(_ value: Double) -> String { value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity" }

  /// The shortest text that reads back as the same number, with an exponent if that is below -4 or above 20.
  static func general(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
    let (digits, exponent) = decimal(value)
    guard exponent < -4 || exponent >= 21 else { return plain(value) }
    let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
    let size = abs(exponent)
    return
      "\(value.sign == .minus ? "-" : "")\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(size < 10 ? "0" : "")\(size)"
  }

  /// The shortest text that reads back as the same number, never with an exponent.
  static func plain(_ value: Double) -> String {
    guard value.isFinite else { return special(value) }
    let (digits, exponent) = decimal(value)
    let sign = value.sign == .minus ? "-" : ""
    if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
    let whole = exponent + 1
    guard digits.count > whole else { return sign + digits + String(repeating: "0", count: whole - digits.count) }
    return sign + digits.prefix(whole) + "." + digits.dropFirst(whole)
  }

  /// The significant digits, and the power of ten of the first; `0` and 0 of zero.
  private static func decimal(_ value: Double) -> (digits: String, exponent: Int) {
    // Swift writes the shortest: 123.456, 1e-07, 5e+22.
    let parts = value.magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    var digits = mantissa.joined()
    var exponent = mantissa[0].count - 1 + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    let zeros = digits.prefix { $0 == "0" }.count
    digits.removeFirst(zeros)
    exponent -= zeros
    while digits.last == "0" { digits.removeLast() }
    return digits.isEmpty ? ("0", 0) : (digits, exponent)
  }

  /// As C's `%.*f` and `%.*e`, which round half to even of what the number really is.
  static func formatted(_ value: Double, precision: Int, isScientific: Bool) -> String {
    guard value.isFinite else { return special(value) }
    // 309 digits before the point, at most; a sign, a point, an exponent, an end.
    let size = 330 + precision
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
      let count = withVaList([Int32(precision), value]) {
        vsnprintf(buffer.baseAddress, size, isScientific ? "%.*e" : "%.*f", $0)
      }
      return String(
        decoding: buffer.prefix(max(0, min(Int(count), size - 1))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
}

package import Time

/// Numbers for people. Machines get them unformatted.
package enum HumanText {
  /// `3s ago`, `in 2h`, `now`: the largest unit only.
  package static func relative(_ time: Timestamp, now: Timestamp) -> String {
    let distance = (now - time).microseconds
    let seconds = distance.magnitude / 1_000_000
    if seconds == 0 { return "now" }
    let text =
      switch seconds {
      case ..<60: "\(seconds)s"
      case ..<3600: "\(seconds / 60)m"
      case ..<86_400: "\(seconds / 3600)h"
      default: "\(seconds / 86_400)d"
      }
    return distance > 0 ? "\(text) ago" : "in \(text)"
  }

  /// `999 B`, `1.2 kB`, `45 MB`: powers of 1,000; one digit after the point below ten. Cut off, not rounded.
  package static func bytes(_ count: some BinaryInteger) -> String {
    let (sign, magnitude) = signAndMagnitude(count)
    var unit: UInt64 = 1
    var name = "B"
    for next in ["kB", "MB", "GB", "TB", "PB", "EB"] where magnitude / 1000 >= unit {
      unit *= 1000
      name = next
    }
    let whole = magnitude / unit
    guard unit > 1, whole < 10 else { return "\(sign)\(whole) \(name)" }
    let tenth = magnitude % unit / (unit / 10)
    return tenth == 0 ? "\(sign)\(whole) \(name)" : "\(sign)\(whole).\(tenth) \(name)"
  }

  /// `12,345`
  package static func count(_ count: some BinaryInteger) -> String {
    let (sign, magnitude) = signAndMagnitude(count)
    var digits = Substring(String(magnitude))
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.append(digits.suffix(3))
      digits = digits.dropLast(3)
    }
    groups.append(digits)
    return sign + groups.reversed().joined(separator: ",")
  }

  /// `1 run`, `12,345 runs`.
  package static func counted(_ count: some BinaryInteger, _ noun: String, plural: String? = nil) -> String {
    "\(self.count(count)) \(count == 1 ? noun : plural ?? noun + "s")"
  }

  private static func signAndMagnitude(_ count: some BinaryInteger) -> (sign: String, magnitude: UInt64) {
    (count < 0 ? "-" : "", UInt64(clamping: count.magnitude))
  }
}

/// An instant, in microseconds since 1970-01-01T00:00:00Z: what PostgreSQL's `timestamptz` can hold, exactly.
///
/// Arithmetic saturates at the ends of the range instead of trapping: a time-out of a thousand years read from a file
/// is odd, but it must not end the process.
package struct Timestamp: Hashable, Comparable, Sendable {
  package var microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

  package static func + (left: Timestamp, right: Duration) -> Timestamp {
    Timestamp(microseconds: left.microseconds.addingSaturated(right.microseconds))
  }

  package static func - (left: Timestamp, right: Duration) -> Timestamp {
    Timestamp(microseconds: left.microseconds.subtractingSaturated(right.microseconds))
  }

  /// The time from `right` to `left`; negative if `left` comes first.
  package static func - (left: Timestamp, right: Timestamp) -> Duration {
    .microseconds(left.microseconds.subtractingSaturated(right.microseconds))
  }
}

extension Duration {
  /// Whole microseconds, rounded towards zero; the nearest end of the range if they do not fit.
  package var microseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds.multipliedSaturated(by: 1_000_000).addingSaturated(attoseconds / 1_000_000_000_000)
  }
}

extension Int64 {
  func addingSaturated(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }

  func subtractingSaturated(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }

  func multipliedSaturated(by other: Int64) -> Int64 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? ((self < 0) == (other < 0) ? .max : .min) : product
  }
}

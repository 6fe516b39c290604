/// An instant, in microseconds since 1970-01-01T00:00:00Z: what PostgreSQL's `timestamptz` can hold, exactly.
package struct Timestamp: Hashable, Comparable, Sendable {
  package var microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

  package static func + (left: Timestamp, right: Duration) -> Timestamp {
    Timestamp(microseconds: left.microseconds + right.microseconds)
  }

  package static func - (left: Timestamp, right: Duration) -> Timestamp {
    Timestamp(microseconds: left.microseconds - right.microseconds)
  }

  /// The time from `right` to `left`; negative if `left` comes first.
  package static func - (left: Timestamp, right: Timestamp) -> Duration {
    .microseconds(left.microseconds - right.microseconds)
  }
}

extension Duration {
  /// Whole microseconds, rounded towards zero.
  package var microseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }
}

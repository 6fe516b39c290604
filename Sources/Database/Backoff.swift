/// How long to wait before another attempt: doubling, capped, with full jitter so that a thousand clients of a restarted
/// server do not come back at the same moment.
package struct Backoff: Hashable, Sendable {
  package var first: Duration
  package var most: Duration
  /// How often to try in a row before giving up; nil: for ever.
  package var attempts: Int?

  package init(first: Duration = .milliseconds(100), most: Duration = .seconds(10), attempts: Int? = nil) {
    self.first = first
    self.most = most
    self.attempts = attempts
  }

  /// The longest wait after `failures` failed attempts in a row; nil: give up.
  package func limit(after failures: Int) -> Duration? {
    if let attempts, failures >= attempts { return nil }
    // 2^20 times any sensible first wait is beyond any sensible cap, and does not overflow.
    return min(first * (1 << min(max(failures - 1, 0), 20)), most)
  }

  /// The wait after `failures` failed attempts in a row: uniform between nothing and the limit; nil: give up.
  package func delay(after failures: Int, using generator: inout some RandomNumberGenerator) -> Duration? {
    limit(after: failures).map { $0 * Double.random(in: 0...1, using: &generator) }
  }
}

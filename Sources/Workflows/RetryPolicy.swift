/// How often a failed attempt is followed by another, and after how long.
package struct RetryPolicy: Hashable, Sendable {
  /// Re-runs, so up to one more attempt than this.
  package var retries: Int
  package var backoff: Backoff
  /// Exit codes that fail the task at once, ascending, each from 1 to 255.
  package var noRetryExitCodes: [Int32]

  package init(retries: Int = 0, backoff: Backoff = Backoff(), noRetryExitCodes: [Int32] = []) {
    self.retries = retries
    self.backoff = backoff
    self.noRetryExitCodes = noRetryExitCodes
  }
}

/// The pause before a retry: at random between nothing and a bound that grows by `factor` from one second up to `max`.
package struct Backoff: Hashable, Sendable {
  /// 0 is no pause at all; else at least 1.
  package var factor: Double
  package var max: Duration

  package init(factor: Double = 2, max: Duration = .seconds(300)) {
    self.factor = factor
    self.max = max
  }

  /// The longest pause before the retry of that number, from 1: 1 s, `factor` s, `factor`² s ... never over `max`.
  /// Full jitter takes a uniform share of it.
  package func bound(beforeRetry number: Int) -> Duration {
    guard factor > 0 else { return .zero }
    let ceiling = Double(max.components.seconds) + Double(max.components.attoseconds) / 1e18
    // factor ** (number - 1) by squaring; beyond a double it is infinite, and so over the ceiling.
    var bound = 1.0
    var square = factor
    var exponent = number - 1
    while exponent > 0 {
      if exponent & 1 == 1 { bound *= square }
      square *= square
      exponent >>= 1
    }
    return bound >= ceiling ? max : .microseconds(Int64(bound * 1_000_000))
  }
}

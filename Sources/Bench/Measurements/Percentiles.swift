/// The spread of a number of durations.
package struct Percentiles: Sendable, Equatable {
  package var count: Int
  /// In milliseconds.
  package var p50: Double
  package var p95: Double
  package var p99: Double
  package var max: Double

  /// By the nearest rank: each is one of the values. nil if there are none.
  package init?(_ durations: [Duration]) {
    guard !durations.isEmpty else { return nil }
    let sorted = durations.sorted()
    func rank(_ share: Double) -> Double {
      // Not rounded up by an error in the last place: 0.95 * 20 is 19.
      let rank = Int((share * Double(sorted.count) - 1e-9).rounded(.up))
      return Self.milliseconds(sorted[Swift.min(Swift.max(rank, 1), sorted.count) - 1])
    }
    count = sorted.count
    (p50, p95, p99, max) = (rank(0.5), rank(0.95), rank(0.99), rank(1))
  }

  private static func milliseconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) * 1e3 + Double(attoseconds) / 1e15
  }
}

extension Duration {
  /// In seconds.
  var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}

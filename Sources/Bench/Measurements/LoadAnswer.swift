/// Whether a load is held.
package struct LoadAnswer: Sendable {
  /// Runs per second that were asked for.
  package var rate: Double
  /// What happened at that rate.
  package var latency: Latency
  /// The most that the same clients got through, with as much in flight as they liked.
  package var maximum: Throughput

  package init(rate: Double, latency: Latency, maximum: Throughput) {
    self.rate = rate
    self.latency = latency
    self.maximum = maximum
  }

  /// What is still a start at once, for somebody who waits for it.
  static let slow = 1000.0

  /// How many times the load the maximum is.
  package var headroom: Double { rate > 0 ? maximum.perSecond / rate : 0 }

  package var holds: Bool { obstacle == nil }

  /// Why it is not held, in a phrase without a full stop; nil if it is.
  package var obstacle: String? {
    if maximum.perSecond < rate {
      return "the most that got through is \(Int(maximum.perSecond)) runs/s"
    }
    if latency.achieved < rate * 0.95 {
      return "only \(Int(latency.achieved)) runs/s were taken in when \(Int(rate)) were asked for"
    }
    if Double(latency.backlog) > max(50, rate) {
      return "after \(latency.start.count) runs \(latency.backlog) were not finished, more than a second's worth"
    }
    if latency.start.p95 > Self.slow {
      return "one run in twenty waited longer than \(Int(Self.slow)) ms for its start"
    }
    return nil
  }
}

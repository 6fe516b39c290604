package import Time

/// What happens as a whole, and in each workflow.
package struct Stats: Sendable {
  /// What was counted in a time.
  package struct Counts: Hashable, Sendable {
    /// Runs.
    package var enqueued: Int64 = 0
    /// Attempts.
    package var started: Int64 = 0
    /// Attempts that ended, and were not the last of their task.
    package var retried: Int64 = 0
    /// Runs that ended so.
    package var completed: Int64 = 0
    package var failed: Int64 = 0
    package var cancelled: Int64 = 0

    package init() {}

    /// Runs that ended.
    package var ended: Int64 { completed + failed + cancelled }

    static func += (left: inout Counts, right: Counts) {
      left.enqueued += right.enqueued
      left.started += right.started
      left.retried += right.retried
      left.completed += right.completed
      left.failed += right.failed
      left.cancelled += right.cancelled
    }
  }

  /// A time, and what was counted in it.
  package struct Window: Sendable {
    package var since: Timestamp
    package var until: Timestamp
    package var counts = Counts()

    /// A second: at least of one.
    package func rate(_ count: KeyPath<Counts, Int64>) -> Double {
      Double(counts[keyPath: count]) / max(1, (until - since) / .seconds(1))
    }
  }

  /// Tasks of unfinished runs.
  package struct Depth: Hashable, Sendable {
    package var queued: Int64 = 0
    package var waiting: Int64 = 0
    package var running: Int64 = 0

    package init() {}
  }

  /// Of one workflow, or of all.
  package struct Line: Sendable {
    /// nil: all.
    package var workflow: String?
    /// The last ten seconds or a little more.
    package var now: Window
    /// The last minute, or a little more.
    package var minute: Window
    /// As long as was asked for.
    package var window: Window
    package var depth = Depth()
    /// From when an attempt could start to when it did.
    package var queue = Latencies()
    /// From when it started to when it ended.
    package var run = Latencies()
  }

  package var all: Line
  /// By name.
  package var workflows: [Line]
  /// Runs that no leader has read yet; `QueueDepth.untakenLimit` means that many or more.
  package var untaken: Int
  /// Since when the first queued task could run; nil if none is queued.
  package var queuedSince: Timestamp?
  /// By the database's clock.
  package var readAt: Timestamp
  /// Whether the figures of what happened are of until now.
  package var freshness: MonitorReader.Freshness
}

/// How long things took: counts on a logarithmic scale, ten per cent a step.
package struct Latencies: Hashable, Sendable {
  private var counts: [Int: Int64] = [:]
  package private(set) var total: Int64 = 0

  package init() {}

  package mutating func add(_ count: Int64, bucket: Int) {
    counts[bucket, default: 0] += count
    total += count
  }

  static func += (left: inout Latencies, right: Latencies) {
    for (bucket, count) in right.counts { left.add(count, bucket: bucket) }
  }

  /// What that share of all (0...1) did not exceed, within five per cent; nil if there is nothing.
  package func percentile(_ share: Double) -> Duration? {
    guard total > 0 else { return nil }
    let wanted = max(1, Int64((share * Double(total)).rounded(.up)))
    var seen: Int64 = 0
    for (bucket, count) in counts.sorted(by: { $0.key < $1.key }) {
      seen += count
      if seen >= wanted { return Self.middle(of: bucket) }
    }
    return nil
  }

  /// Of the bucket as the function `bucket` of the monitor counts: 10 us, and ten per cent more a step.
  private static func middle(of bucket: Int) -> Duration {
    var value = 10.0 / 1.0488088481701516
    for _ in 0..<max(0, bucket) { value *= 1.1 }
    return .nanoseconds(Int64(value * 1000))
  }
}

import JSON
import Monitor
import Time

/// Statistics as one JSON object: the names are a contract.
enum StatsDocument {
  static func value(_ stats: Stats) -> JSONValue {
    .object([
      ("since", .time(stats.all.window.since)),
      ("until", .time(stats.readAt)),
      ("complete", .bool(stats.freshness.isCurrent)),
      (
        "depth",
        .object(
          depth(stats.all.depth) + [
            ("untaken", .int(stats.untaken)), ("queued_since", .time(stats.queuedSince)),
          ])
      ),
      ("total", .object(line(stats.all))),
      ("workflows", .array(stats.workflows.map { .object([("workflow", .string($0.workflow ?? ""))] + line($0)) })),
    ])
  }

  private static func line(_ line: Stats.Line) -> [(String, JSONValue)] {
    let counts = line.window.counts
    return [
      ("enqueued", .int(counts.enqueued)), ("started", .int(counts.started)), ("retried", .int(counts.retried)),
      ("completed", .int(counts.completed)), ("failed", .int(counts.failed)), ("cancelled", .int(counts.cancelled)),
      ("depth", .object(depth(line.depth))),
      ("enqueued_per_second", rates(line, \.enqueued)), ("ended_per_second", rates(line, \.ended)),
      ("queue_seconds", latencies(line.queue)), ("run_seconds", latencies(line.run)),
    ]
  }

  private static func depth(_ depth: Stats.Depth) -> [(String, JSONValue)] {
    [("queued", .int(depth.queued)), ("waiting", .int(depth.waiting)), ("running", .int(depth.running))]
  }

  private static func rates(_ line: Stats.Line, _ count: KeyPath<Stats.Counts, Int64>) -> JSONValue {
    .object([
      ("now", rounded(line.now.rate(count))), ("minute", rounded(line.minute.rate(count))),
      ("window", rounded(line.window.rate(count))),
    ])
  }

  /// More digits would say more than is known.
  private static func rounded(_ rate: Double) -> JSONValue { .double((rate * 1000).rounded() / 1000) }

  private static func latencies(_ latencies: Latencies) -> JSONValue {
    .object(
      [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)].map { name, share in
        (name, latencies.percentile(share).map { .double(Double($0.microseconds) / 1e6) } ?? .null)
      })
  }
}

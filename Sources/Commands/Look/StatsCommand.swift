package import Arguments
import Hatchet
import JSON
import Monitor
import Terminal
import Time

/// `hatchet stats`
package struct StatsCommand: Command {
  package var since = Duration.seconds(3600)
  package var isWatched = false
  package var document = DocumentOptions()

  package init() {}

  private static let interval = Duration.seconds(2)

  package static let declaration = Declaration<Self>("Show throughput, latency and what is queued")
    .discussion(
      """
      As a whole, and by workflow. Rates are of runs a second: over the last ten seconds or a little more (now), the last minute (1m), and the time \
      that --since asks for, counted in whole minutes, or in hours if it is longer than three. 'Queue' is how long \
      attempts waited from when they could start, 'run' how long they ran: the median, and what 95 and 99 in 100 did \
      not exceed, within 5%. A run that was replayed counts where it ended last.

      --json writes one object (with --watch one a line):

        since until complete depth: queued waiting running untaken queued_since
        total, and workflows, each with its workflow:
          enqueued started retried completed failed cancelled
          depth: queued waiting running
          enqueued_per_second, ended_per_second: now minute window
          queue_seconds, run_seconds: p50 p95 p99

      'untaken' runs are those that no engine has read yet. 'complete' is false if the relay, which collects the \
      figures, could not be waited for: depth is of now all the same. Times are RFC 3339 in UTC.
      """
    )
    .option("since", \.since, "DURATION", "How far back to count")
    .flag("watch", "w", \.isWatched, "Draw again every two seconds")
    .group(\.document)
    .example("hatchet stats", "The last hour")
    .example("hatchet stats --since 7d --json", "A week, for a program")
    .seeAlso("runs list", "monitor status")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      try await client.withMonitor { monitor in
        guard isWatched else { return try await show(monitor, context) }
        if document.isJSON {
          while true {
            try context.output.writeLine(JSONWriter.text(StatsDocument.value(try await monitor.stats(since: since))))
            try context.output.flush()
            try await Task.sleep(for: Self.interval)
          }
        }
        var region = LiveRegion(surface: context.surface, output: context.output)
        defer { region.finish() }
        while true {
          try region.draw(StatsDrawing(try await monitor.stats(since: since), surface: context.surface).lines())
          try await Task.sleep(for: Self.interval)
        }
      }
    }
  }

  private func show(_ monitor: MonitorReader, _ context: Session) async throws {
    let stats = try await monitor.stats(since: since)
    if case .behind(let time, let reason) = stats.freshness { context.say(Self.note(time, reason)) }
    if document.isJSON { return try context.output.writeLine(JSONWriter.text(StatsDocument.value(stats), .pretty)) }
    for line in try StatsDrawing(stats, surface: context.surface).lines() { try context.output.writeLine(line) }
  }

  /// What is told if the relay could not be waited for.
  static func note(_ time: Timestamp?, _ reason: MonitorReader.Freshness.Reason) -> String {
    let end = time.map { "the figures end at \($0.brief)" } ?? "the figures are not complete"
    return "\(end): \(reason.rawValue)"
  }
}

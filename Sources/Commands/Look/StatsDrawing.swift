import Monitor
import Terminal
import Time

/// Statistics for people: what is to be done, and a line for each workflow.
struct StatsDrawing {
  private let stats: Stats
  private let surface: Surface

  init(_ stats: Stats, surface: Surface) {
    self.stats = stats
    self.surface = surface
  }

  func lines() throws(TerminalError) -> [String] {
    let table = Output()
    var writer = try RowWriter(columns: columns, options: .init(), surface: surface, output: table)
    for line in stats.workflows.count == 1 ? stats.workflows : [stats.all] + stats.workflows { try writer.write(line) }
    try writer.finish()
    return [depth, ""] + table.contents.split(separator: "\n").map(String.init)
  }

  private var depth: String {
    let depth = stats.all.depth
    var parts = ["\(count(depth.queued)) queued", "\(count(depth.waiting)) waiting", "\(count(depth.running)) running"]
    if stats.untaken > 0 {
      let more = stats.untaken >= QueueDepth.untakenLimit ? " or more" : ""
      parts.append("\(HumanText.counted(stats.untaken, "run"))\(more) not taken in yet")
    }
    if let since = stats.queuedSince {
      parts.append("the oldest queued \(HumanText.relative(since, now: stats.readAt))")
    }
    return parts.joined(separator: ", ")
  }

  private var columns: [Column<Stats.Line>] {
    let age = DurationText.canonical(.seconds(Int64((stats.readAt - stats.all.window.since) / .seconds(60)) * 60))
    return [
      Column("workflow", canShrink: true) { .text($0.workflow ?? "(all)") },
      rate("now", \.now), rate("1m", \.minute), rate(age, \.window),
      number("enqueued", \.window.counts.enqueued), number("completed", \.window.counts.completed),
      number("failed", \.window.counts.failed), number("cancelled", \.window.counts.cancelled),
      number("retried", \.window.counts.retried),
      Column("queue", header: "QUEUE p50/95/99", alignment: .right) { .text(Self.text($0.queue)) },
      Column("run", header: "RUN p50/95/99", alignment: .right) { .text(Self.text($0.run)) },
      number("queued", \.depth.queued), number("running", \.depth.running),
    ]
  }

  private func rate(_ name: String, _ window: any KeyPath<Stats.Line, Stats.Window> & Sendable) -> Column<Stats.Line> {
    Column(name, header: name.uppercased() + "/S", alignment: .right) { line in
      let rate = line[keyPath: window].rate(\.ended)
      return .text(rate >= 10 || rate == 0 ? HumanText.count(Int64(rate)) : "\((rate * 10).rounded() / 10)")
    }
  }

  private func number(_ name: String, _ value: any KeyPath<Stats.Line, Int64> & Sendable) -> Column<Stats.Line> {
    Column(name, alignment: .right) { .count($0[keyPath: value]) }
  }

  private func count(_ number: Int64) -> String { HumanText.count(number) }

  private static func text(_ latencies: Latencies) -> String {
    guard latencies.total > 0 else { return "" }
    return [0.5, 0.95, 0.99].compactMap { latencies.percentile($0).map(brief) }.joined(separator: " ")
  }

  /// Two digits: more is not known.
  private static func brief(_ time: Duration) -> String {
    var unit: Int64 = 1
    while time.microseconds / unit >= 100 { unit *= 10 }
    return DurationText.format(.microseconds((time.microseconds + unit / 2) / unit * unit))
  }
}

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
      rate("now", \.now), rate("1m", \.minute, isMinor: true), rate(age, \.window, isMinor: true),
      number("enqueued", \.window.counts.enqueued), number("completed", \.window.counts.completed),
      number("failed", \.window.counts.failed), number("cancelled", \.window.counts.cancelled, isMinor: true),
      number("retried", \.window.counts.retried, isMinor: true),
      latencies("queue", \.queue), latencies("run", \.run),
      number("queued", \.depth.queued, isMinor: true), number("running", \.depth.running, isMinor: true),
    ]
  }

  private func rate(
    _ name: String, _ window: any KeyPath<Stats.Line, Stats.Window> & Sendable, isMinor: Bool = false
  ) -> Column<Stats.Line> {
    Column(name, header: name.uppercased() + "/S", alignment: .right, isMinor: isMinor) { line in
      let rate = line[keyPath: window].rate(\.ended)
      return .text(rate >= 10 || rate == 0 ? HumanText.count(Int64(rate)) : "\((rate * 10).rounded() / 10)")
    }
  }

  private func number(
    _ name: String, _ value: any KeyPath<Stats.Line, Int64> & Sendable, isMinor: Bool = false
  ) -> Column<Stats.Line> {
    Column(name, alignment: .right, isMinor: isMinor) { .count($0[keyPath: value]) }
  }

  private func latencies(
    _ name: String, _ value: any KeyPath<Stats.Line, Latencies> & Sendable
  ) -> Column<Stats.Line> {
    let header = name.uppercased()
    return Column(name, header: header + " p50/95/99", shortHeader: header + " p95", alignment: .right) { line in
      var field = Field.text(Self.text(line[keyPath: value]))
      field.short = line[keyPath: value].percentile(0.95).map(Self.brief) ?? ""
      return field
    }
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

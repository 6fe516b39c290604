import Database
package import Store
import Time

extension MonitorReader {
  /// A window up to this is counted in minutes, a longer one in hours.
  private static let longestInMinutes = Duration.seconds(3 * 3600)

  /// What has happened since so long ago (rounded to whole minutes, or hours), and what is to be done.
  package func stats(since age: Duration) async throws(StoreError) -> Stats {
    let freshness = try await catchUp()
    let depth = try await QueueDepth.read(core, statements)
    let now = depth.readAt
    let span: Int32 = age <= Self.longestInMinutes ? 60 : 3600
    let windows = StatsWindows(
      now: .init(since: (now - .seconds(10)).floored(to: 10), until: now),
      minute: .init(since: (now - .seconds(60)).floored(to: 10), until: now),
      window: .init(since: (now - max(age, .zero)).floored(to: Int64(span)), until: now))
    do throws(DatabaseError) {
      // Not later than any row: clocks of workers may differ.
      let past = now + .seconds(86400)
      func call(_ name: String, _ span: Int32, _ window: Stats.Window) -> Call {
        Call(statements.once(name), [span, window.since, past])
      }
      let answers = try await monitor.pipeline([
        call("stats_counts", 10, windows.now), call("stats_counts", 10, windows.minute),
        call("stats_counts", span, windows.window), call("stats_latencies", span, windows.window),
      ])
      var lines: [String: Stats.Line] = [:]
      func add(_ rows: Rows, _ window: WritableKeyPath<Stats.Line, Stats.Window>) throws(DatabaseError) {
        for row in rows {
          let name = try row.get(String.self, 0)
          lines[name, default: windows.line(name)][keyPath: window].counts = try Stats.Counts(row: row)
        }
      }
      try add(answers[0], \.now)
      try add(answers[1], \.minute)
      try add(answers[2], \.window)
      for row in answers[3] {
        let (name, phase) = try row.get(String.self, String.self)
        let bucket = Int(try row.get(Int16.self, 2))
        let path: WritableKeyPath<Stats.Line, Latencies> = phase == "queue" ? \.queue : \.run
        lines[name, default: windows.line(name)][keyPath: path].add(try row.get(3), bucket: bucket)
      }
      for row in try await core.execute(statements.once("depth_by_workflow")) {
        let name = try row.get(String.self, 0)
        lines[name, default: windows.line(name)].depth = try Stats.Depth(row: row)
      }
      let workflows = lines.sorted { $0.key < $1.key }.map(\.value)
      return Stats(
        all: workflows.reduce(into: windows.line(nil)) { $0.add($1) }, workflows: workflows, untaken: depth.untaken,
        queuedSince: depth.queuedSince, readAt: now, freshness: freshness)
    } catch {
      throw StoreError(error)
    }
  }
}

/// The times that statistics are of.
private struct StatsWindows {
  var now: Stats.Window
  var minute: Stats.Window
  var window: Stats.Window

  func line(_ workflow: String?) -> Stats.Line {
    Stats.Line(workflow: workflow, now: now, minute: minute, window: window)
  }
}

extension Stats.Line {
  fileprivate mutating func add(_ other: Stats.Line) {
    now.counts += other.now.counts
    minute.counts += other.minute.counts
    window.counts += other.window.counts
    depth.queued += other.depth.queued
    depth.waiting += other.depth.waiting
    depth.running += other.depth.running
    queue += other.queue
    run += other.run
  }
}

extension Stats.Counts {
  fileprivate init(row: Row) throws(DatabaseError) {
    enqueued = try row.get(1)
    started = try row.get(2)
    retried = try row.get(3)
    completed = try row.get(4)
    failed = try row.get(5)
    cancelled = try row.get(6)
  }
}

extension Stats.Depth {
  fileprivate init(row: Row) throws(DatabaseError) {
    queued = try row.get(1)
    waiting = try row.get(2)
    running = try row.get(3)
  }
}

extension Timestamp {
  /// The last multiple of so many seconds, from 1970 on.
  fileprivate func floored(to seconds: Int64) -> Timestamp {
    let unit = seconds * 1_000_000
    return Timestamp(microseconds: microseconds - (microseconds % unit + unit) % unit)
  }
}

import Database
import Engine
import Monitor
import Store
import TestSupport
import Testing
import Time

/// With a million runs of history, what people ask for is found by index, and a batch of the relay costs what is new.
@Suite struct HistoryPlanTests {
  private static let count: Int64 = 1_000_000
  private static let days: Int64 = 5

  /// A million ended runs over the last days in the monitor, one in a thousand failed; a few in the core.
  private static func filled() async throws -> RelayWorld {
    let world = try await RelayWorld()
    try await world.apply()
    try await world.connection.simple(
      """
      insert into hatchet_monitor.workflow (name) select unnest(array['one', 'rare']);
      select hatchet_monitor.make_partitions((now() at time zone 'UTC')::date - ahead) from generate_series(-1, \(days)) ahead;
      insert into hatchet_monitor.run (id, created_at, version, finished_at, workflow, status, tasks, priority, failed_task)
        select n, moment, 1, moment, 1 + (n % 100000 = 7)::integer,
          case when n % 1000 = 1 then 'failed' else 'completed' end::hatchet_monitor.status, 1, 2,
          case when n % 1000 = 1 then 0 end
        from generate_series(1, \(count)) n, lateral (
          select now() - interval '\(days) days' + n * interval '\(days) days' / \(count) as moment) m;
      insert into hatchet_monitor.rollup (moment, span, workflow, enqueued)
        select date_bin(s * interval '1 second', now(), 'epoch') - n * s * interval '1 second', s, w, 1
        from unnest(array[10, 60, 3600]) s, generate_series(1, 2) w, generate_series(0, \(days) * 86400 / s - 1) n;
      insert into hatchet_monitor.latency (moment, span, workflow, phase, bucket, attempts)
        select date_bin(s * interval '1 second', now(), 'epoch') - n * s * interval '1 second', s, 1, 'run', b, 1
        from unnest(array[60, 3600]) s, generate_series(1, 30) b, generate_series(0, \(days) * 86400 / s - 1) n;
      """)
    try await world.connection.simple(RelayTests.history(from: 2_000_001, to: 2_060_000))
    try await world.relayAll()
    // On the core's side too: what the relay has read long ago lies behind its cursor.
    try await world.connection.simple("analyze")
    return world
  }

  @Test func everyReadUsesItsIndex() async throws {
    let world = try await Self.filled()
    let now = try await world.connection.execute("select clock_timestamp()").only().get(Timestamp.self, 0)
    let (past, since) = (now + .seconds(3600), now - .seconds(86400 * Self.days))
    let top = Int64(1) << 50
    let next = try await world.connection.execute("select pg_snapshot_xmax(pg_current_snapshot())").only()
      .get(TransactionID.self, 0)
    let none: [TransactionID] = []
    func stats(_ name: String, _ span: Int32, _ age: Duration) -> (String, Parameters, Int) {
      (name, [span, now - age, past], 400)
    }
    // Pages: of a page of runs some tens; of 60 minutes' roll-ups and latencies some hundreds of rows lie together.
    let calls: [(String, Parameters, Int)] = [
      ("ended_badly", [["failed"], since, past, Int64(0), top, Int64(51)], 200),
      ("ended_badly", [["failed", "cancelled"], since, past, Int64(0), Int64(500_000), Int64(51)], 200),
      (
        "ended_runs",
        ["rare" as String?, ["completed", "failed", "cancelled"], since, past, Int64(0), top, Int64(51)], 300
      ),
      ("ended_runs", [nil as String?, ["completed"], since, past, Int64(0), Int64(700_000), Int64(51)], 300),
      stats("stats_counts", 10, .seconds(70)), stats("stats_counts", 60, .seconds(3600)),
      stats("stats_counts", 3600, .seconds(86400)), stats("stats_latencies", 60, .seconds(3600)),
      stats("stats_latencies", 3600, .seconds(86400)),
      ("has_unrelayed", [next, none, next, none, now - .seconds(3600)], 200),
      ("count_unrelayed", [next, none, next, Int64(0), nil as Snapshot?, Int64(100_001)], 200),
      // The relay's own reads, as if prepared when all was empty.
      ("relay_runs", [next, none, now - .seconds(3600), next, Int64(0), nil as Snapshot?, Int64(20_000)], 200),
      (
        "relay_runs",
        [next, none, now - .seconds(3600), TransactionID(0), Int64(0), nil as Snapshot?, Int64(20_000)], 200
      ),
      ("relay_attempts", [next, [next], next, Int64(0), nil as Snapshot?, Int64(20_000)], 200),
      ("relay_attempts", [next, [next], TransactionID(0), Int64(0), nil as Snapshot?, Int64(20_000)], 200),
    ]
    for (name, parameters, limit) in calls {
      // As the relay does for its own reads.
      try await world.connection.simple("set enable_seqscan = \(name.hasPrefix("relay_") ? "off" : "on")")
      let text = "explain (analyze, buffers, timing off, summary off, costs off) " + world.statements.text(name)
      let plan = try await world.connection.execute(SQLStatement(text), parameters).decode(String.self)
      let buffers = plan.first { $0.contains("Buffers:") } ?? ""
      let pages = buffers.split(whereSeparator: { " =".contains($0) }).compactMap { Int($0) }.reduce(0, +)
      #expect(pages < limit, "\(name) touches \(pages) pages:\n\(plan.joined(separator: "\n"))")
    }
  }
}

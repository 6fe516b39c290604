import Database
import Engine
import Monitor
import Store
import Testing
import Time

/// What people look at must stay cheap with a long history: 200,000 runs over three days, most of them finished.
@Suite struct PlanTests {
  static let count: Int64 = 200_000

  static func filled() async throws -> Fixture {
    let fixture = try await Fixture()
    try await fixture.apply("one")
    try await fixture.apply("rare", ["main": [], "other": []])
    try await fixture.connection.execute(
      SQLStatement(
        """
        insert into hatchet.run (id, created_at, version, priority)
        select n, $1 - interval '3 days' + n * interval '3 days' / \(count), 1 + (n % 50000 = 7)::integer, 2
        from generate_series(1, \(count)) n
        """), [fixture.now])
    try await fixture.connection.execute(
      SQLStatement(
        """
        insert into hatchet.attempt (run_id, task, attempt, outcome, final, run_created_at, worker, started_at,
          finished_at)
        select id, 0, 1, case when id = 100 then 'failed' else 'completed' end::hatchet.outcome, true, created_at, 1,
          created_at, created_at
        from hatchet.run where id <= \(count) - 20000
        """))
    try await fixture.connection.execute(
      SQLStatement(
        """
        insert into hatchet.live_task (id, run_created_at, version, queued_at, state, epoch, attempt, priority)
        select id << 12, created_at, 1, created_at, 'queued', 0, 0, 2 from hatchet.run where id > \(count) - 20000
        """))
    try await fixture.connection.execute(
      SQLStatement(
        """
        insert into hatchet.log_line (run_id, task, attempt, line, created_at, text)
        select 1 + n % 1000, 0, 1 + n / 1000 % 2, 1 + n / 2000,
          $1 - interval '3 days' + n * interval '1 day' / \(count), 'x'
        from generate_series(1, \(count)) n
        """), [fixture.now])
    try await fixture.takeIn()
    try await fixture.connection.execute("analyze")
    return fixture
  }

  @Test func everyReadUsesItsIndex() async throws {
    let fixture = try await Self.filled()
    let (now, connection, statements) = (fixture.now, fixture.connection, fixture.statements)
    let since = now - .seconds(86400)
    let past = now + .seconds(3600)
    let day = Day(containing: now - .seconds(86400))
    let run = try #require(try await fixture.runs.list(RunFilter(since: since, limit: 1)).runs.first).id
    let old = RunID(
      number: 5, createdAt: now - .seconds(3 * 86400) + .microseconds(5 * 3 * 86_400_000_000 / Self.count))
    #expect(try await fixture.runs.status(old) == .completed)
    let keys: Parameters = [[run.number, old.number], [run.createdAt, old.createdAt], old.createdAt, run.createdAt]
    let top = Int64(1) << 50
    let none: [Int16] = []
    let cursor = try await connection.execute("select snapshot from hatchet.cursor where log = 'run'").only()
      .get(Snapshot.self, 0)
    let logFloor = old.createdAt - .seconds(3600)
    let calls: [(String, Parameters)] = [
      ("run_number_at", [now - .seconds(86400), day.start, day.advanced(by: 1).start]),
      ("scan_runs", [since, past, Int64(0), top, Int64(500_000), nil as [Int64]?, Int64(51)]),
      ("scan_runs", [since, past, Int64(0), top, Int64(500_000), nil as [Int64]?, Int64(1000)]),
      ("load_runs", keys),
      ("run_facts", keys),
      ("live_runs", [top, Int64(1000), nil as [Int64]?]),
      (
        "untaken_runs",
        [
          cursor.xmax, cursor.xip, now - .seconds(3600), past, TransactionID(0), Int64(0), nil as Snapshot?, top,
          Int64(1000), nil as [Int64]?,
        ]
      ),
      ("run_head", [old.number, old.createdAt]),
      ("run_attempts", [old.number, old.createdAt, Int64(100)]),
      ("run_live", [run.number]),
      ("run_outputs", [old.number, old.createdAt, nil as Int16?]),
      ("runs_ending", [Int64(1), Int64(4096), since, past, Int64(6)]),
      ("log_starts", [old.number, logFloor, past, [Int16(0)], nil as Int32?, Int64(10)]),
      (
        "log_lines",
        [
          old.number, logFloor, past, [Int16(0)], [Int32(1)], [Int32(3)], [Int16(0)], [Int32(1)], Int64(1000),
        ]
      ),
      (
        "log_lines", [old.number, logFloor, past, none, [] as [Int32], [] as [Int32], [Int16(0)], [Int32(0)], Int64(9)]
      ),
      ("log_tails", [old.number, logFloor, past, [Int16(0)], Int64(10)]),
    ]
    // A small partition is read as a whole, and so it may be: at midnight, today's is one.
    let large = try await connection.execute("select relname::text from pg_class where reltuples >= 1000")
      .decode(String.self)
    #expect(large.contains { $0.hasPrefix("run_2") } && large.contains { $0.hasPrefix("attempt_2") })
    for (name, parameters) in calls {
      let text = "explain (analyze, timing off, summary off) " + statements.text(name)
      let plan = try await connection.execute(SQLStatement(text), parameters).decode(String.self)
      let scans = plan.indices.filter { index in
        large.contains { plan[index].contains("Seq Scan on \($0) ") } && !plan[index].contains("never executed")
      }
      #expect(scans.isEmpty, "\(name):\n\(plan.joined(separator: "\n"))")
      let removed = plan.compactMap { line in
        line.contains("Rows Removed by Filter: ") ? Int(line.split(separator: " ").last ?? "") : nil
      }
      #expect(removed.reduce(0, +) < 1100, "\(name):\n\(plan.joined(separator: "\n"))")
    }
  }

  @Test func searchesHaveABound() async throws {
    let fixture = try await Self.filled()
    let since = fixture.now - .seconds(4 * 86400)
    // Only one failed, and that among the oldest: four pages, three of which gave up.
    var filter = RunFilter(statuses: [.failed], since: since, limit: 5)
    var pages: [RunPage] = []
    repeat {
      pages.append(try await fixture.runs.list(filter))
      filter.before = pages.last?.next
    } while filter.before != nil && pages.count < 10
    #expect((4...5).contains(pages.count))
    #expect(pages.flatMap(\.runs).map(\.id.number) == [100])
    #expect(pages.dropLast().allSatisfy { $0.isCutShort && $0.hasMore })
    #expect(pages.last?.isCutShort == false)
    // A rare workflow is found among all.
    let rare = try await fixture.runs.list(RunFilter(workflow: "rare", since: since))
    #expect(rare.runs.map(\.id.number) == [150_007, 100_007, 50_007, 7])
    #expect(!rare.hasMore)
    // The oldest of a backlog that is long.
    let queued = try await fixture.runs.list(
      RunFilter(
        statuses: [.queued], since: since, limit: 3, before: RunID(number: Self.count - 19_996, createdAt: since)))
    #expect(queued.runs.map(\.id.number) == [Self.count - 19_997, Self.count - 19_998, Self.count - 19_999])
    #expect(!queued.hasMore)
  }
}

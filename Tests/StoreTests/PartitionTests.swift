import Database
import Engine
import Store
import TestSupport
import Testing
import Time

@Suite struct PartitionTests {
  /// Days are counted back from today: day 0.
  private func fixture(days: ClosedRange<Int>) async throws -> StoreFixture {
    let fixture = try await StoreFixture()
    try await fixture.apply()
    try await fixture.run(
      "select hatchet.make_partitions(date '\(today)' - day) from generate_series(\(days.lowerBound), \(days.upperBound)) day"
    )
    return fixture
  }

  private func table(_ fixture: StoreFixture) -> PartitionTable {
    PartitionTable(fixture.connection, fixture.statements)
  }

  /// Midnight may come while a test runs.
  private let today = Day(containing: WallClock.now())

  private let logs = ["run", "command", "event", "event_match", "attempt", "log_line"]

  /// What `plan` drops and keeps, as `log-days ago`.
  private func plan(_ fixture: StoreFixture, olderThan days: Int) async throws -> (dropped: Set<String>, kept: [String])
  {
    let plan = try await table(fixture).plan(before: today.advanced(by: -days))
    return (
      Set(plan.dropped.map { "\($0.log)-\($0.day.distance(to: today))" }),
      plan.kept.map { "\($0.day.distance(to: today)): \($0.runs)" }
    )
  }

  @Test func dropsWholeDaysThatAreOldAndFinished() async throws {
    let fixture = try await fixture(days: 2...4)
    let (dropped, kept) = try await plan(fixture, olderThan: 2)
    #expect(dropped == Set([3, 4].flatMap { day in logs.map { "\($0)-\(day)" } }))
    #expect(kept.isEmpty)
    for partition in try await table(fixture).plan(before: today.advanced(by: -2)).dropped {
      try await table(fixture).drop(partition)
    }
    #expect(try await plan(fixture, olderThan: 2).dropped.isEmpty)
    #expect(
      try await fixture.number("select count(*) from pg_class where relname ~ '_20[0-9]{6}$' and relkind = 'r'")
        % Int64(logs.count) == 0)
  }

  /// Trap 47: an unfinished run keeps its day, and the log lines since; so does one that no leader has seen yet.
  @Test func keepsWhatUnfinishedRunsNeed() async throws {
    let fixture = try await fixture(days: 2...5)
    try await fixture.run(
      """
      insert into hatchet.live_task (id, run_created_at, version, state, epoch, attempt, priority)
      select run * 4096 + task, timestamptz '\(today)T12:00Z' - interval '4 days', 1, 'waiting', 0, 0, 2
      from generate_series(1, 3) run, generate_series(0, 1) task
      """)
    let (dropped, kept) = try await plan(fixture, olderThan: 2)
    #expect(
      dropped
        == Set(logs.map { "\($0)-5" } + ["run-3", "command-3", "attempt-3", "event-4", "event-3", "event_match-3"]))
    #expect(kept == ["4: 3", "3: 0"])
  }

  @Test func keepsRunsAndCommandsThatNobodyHasRead() async throws {
    let fixture = try await fixture(days: 2...5)
    try await fixture.run(
      """
      update hatchet.cursor set floor = now() - interval '10 days';
      insert into hatchet.run (created_at, version, priority) select timestamptz '\(today)T12:00Z' - interval '4 days', 1, 2 from generate_series(1, 2);
      insert into hatchet.command (created_at, kind, run_id, run_created_at)
        values (timestamptz '\(today)T12:00Z' - interval '3 days', 'cancel', 1, timestamptz '\(today)T12:00Z' - interval '4 days');
      """)
    let (dropped, kept) = try await plan(fixture, olderThan: 2)
    #expect(dropped == Set(logs.map { "\($0)-5" } + ["run-3", "attempt-3", "event-4", "event-3", "event_match-3"]))
    #expect(kept.first == "4: 2")

    // Once they are read, there is nothing to keep them for.
    let leadership = try await fixture.lead()
    var tail = Tail(fixture.statements, cursors: try await leadership.readCursors())
    #expect(try await tail.read(leadership).runs.count == 2)
    _ = try await leadership.exchange(tail.moves(all: true), relaxed: false, reads: [])
    #expect(try await plan(fixture, olderThan: 2).dropped.count == 3 * logs.count)
  }

  /// A read in pieces: what it has passed is read, the rest is not.
  @Test func knowsHowFarAReadInPiecesIs() async throws {
    let fixture = try await fixture(days: 3...4)
    try await fixture.run(
      """
      update hatchet.cursor set floor = now() - interval '10 days';
      insert into hatchet.run (created_at, version, priority) values (timestamptz '\(today)T12:00Z' - interval '4 days', 1, 2);
      insert into hatchet.run (created_at, version, priority) values (timestamptz '\(today)T12:00Z' - interval '3 days', 1, 2);
      """)
    let leadership = try await fixture.lead()
    var tail = Tail(fixture.statements, cursors: try await leadership.readCursors(), limit: 1)
    #expect(try await tail.read(leadership).runs.count == 1)
    _ = try await leadership.exchange(tail.moves(), relaxed: false, reads: [])
    #expect(try await plan(fixture, olderThan: 2).kept.contains("3: 1"))
    #expect(try await plan(fixture, olderThan: 2).dropped.contains("run-4"))
  }

  @Test func aDayThatLacksItsPartitionsGetsThemFromWhoeverEnqueues() async throws {
    let fixture = try await fixture(days: 0...0)
    let names = try await fixture.database.rows(
      "select log || ' ' || partition from hatchet.partition_day where day = date '\(today)'")
    for name in names {
      let parts = name[0].split(separator: " ")
      try await fixture.run("alter table hatchet.\(parts[0]) detach partition \(parts[1]); drop table \(parts[1])")
    }
    // All at once.
    let runs = try await withThrowingTaskGroup(of: RunID.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let connection = try await fixture.database.connect()
          return try await RunLog(connection, fixture.statements).enqueue(.init(workflow: "w"))
        }
      }
      return try await group.reduce(into: Set<RunID>()) { $0.insert($1) }
    }
    #expect(runs.count == 4)
    #expect(try await fixture.number("select count(*) from hatchet.run") == 4)
  }

  /// Also if all that is missing is what prune drops first.
  @Test func aDayThatWasDroppedInPartIsMadeWhole() async throws {
    let fixture = try await fixture(days: 3...3)
    for partition in try await table(fixture).plan(before: today.advanced(by: -2)).dropped
    where partition.log != "log_line" {
      try await table(fixture).drop(partition)
    }
    let leadership = try await fixture.lead()
    try await leadership.makePartitions(for: [today.advanced(by: -3).start])
    #expect(
      try await fixture.number("select count(*) from hatchet.partition_day where day = date '\(today)' - 3")
        == Int64(logs.count))
  }

  /// A reader in the way interrupts a drop half-way; the next one ends it.
  @Test func endsWhatAnInterruptedDropLeft() async throws {
    let fixture = try await fixture(days: 3...3)
    let partition = try #require(
      try await table(fixture).plan(before: today.advanced(by: -2)).dropped.first { $0.log == "attempt" })
    let reader = try await fixture.database.connect()
    try await reader.simple("begin; select * from hatchet.\(partition.name)")
    let dropper = try await fixture.database.connect()
    let dropping = Task { try await PartitionTable(dropper, fixture.statements).drop(partition) }
    _ = try await eventually("the wait for the reader") {
      try await fixture.number(
        "select count(*) from pg_locks where pid = \(dropper.backendProcessID) and not granted") > 0 ? true : nil
    }
    await dropper.cancel()
    await #expect(throws: StoreError.self) { try await dropping.value }
    try await reader.simple("rollback")
    #expect(try await fixture.number("select count(*) from pg_inherits where inhdetachpending") == 1)
    try await table(fixture).finishDrops()
    #expect(try await fixture.number("select count(*) from pg_inherits where inhdetachpending") == 0)
    #expect(try await fixture.number("select count(to_regclass('hatchet.\(partition.name)'))") == 0)
  }
}

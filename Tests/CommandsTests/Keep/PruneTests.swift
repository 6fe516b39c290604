import Database
import Hatchet
import JSON
import Store
import TestSupport
import Testing
import Time

@testable import Commands

@Suite struct PruneTests {
  /// A run of 40 days ago that is over, and one of 35 days ago that is not.
  private static func make() async throws -> RunningHatchet {
    let hatchet = try await RunningHatchet.make(InspectTests.yaml)
    _ = try await hatchet.client.connection.simple(
      """
      select hatchet.make_partitions(hatchet.day_of(now() - make_interval(days => age))) from unnest(array[40, 35, 33]) age;
      insert into hatchet.run (id, created_at, version, priority)
        select age * 1000, hatchet.day_start(hatchet.day_of(now() - make_interval(days => age))) + interval '1 hour', 1, 2
        from unnest(array[40, 35]) age;
      insert into hatchet.live_task (id, run_created_at, version, state, epoch, attempt, priority, wake_at)
        select id << 12, created_at, 1, 'waiting', 1, 0, 2, now() + interval '1 day' from hatchet.run where id = 35000;
      """)
    return hatchet
  }

  private static func days(_ hatchet: RunningHatchet) async throws -> [String] {
    try await hatchet.client.connection.simple(
      "select distinct (hatchet.day_of(now()) - day)::text from hatchet.partition_day where day <= hatchet.day_of(now()) "
        + "order by 1 desc")[0].map { $0.text(0) ?? "" }
  }

  @Test func itSaysWhatGoesAndWhatStays() async throws {
    let hatchet = try await Self.make()
    let before = try await Self.days(hatchet)
    let result = await hatchet.hatchet("prune", "--older-than", "30d", "--dry-run", "--json")
    #expect(result.status == 0)
    #expect(result.errors.hasPrefix("would drop 12 partitions, "))
    let rows = try #require(JSONParser.parse(result.output).array)
    // Events go as soon as they are read, though a run of their day is not over.
    #expect(rows.map { $0["action"] } == ["drop", "drop", "keep", "drop", "keep"])
    #expect(rows.map { $0["partitions"] } == [6, 1, .null, 5, .null])
    #expect(rows[0]["reason"] == "older than 30d")
    #expect(rows[2]["reason"] == "1 unfinished run")
    #expect(rows[4]["reason"] == "log lines, commands or events that are still needed")
    #expect(rows[1]["day"] == rows[2]["day"] && rows[2]["day"] != rows[3]["day"] && rows[3]["day"] == rows[4]["day"])
    #expect(rows.allSatisfy { ($0["bytes"]?.int ?? 0) > 0 })
    #expect(try await Self.days(hatchet) == before)
  }

  @Test func itDropsOnlyWhenToldTo() async throws {
    let hatchet = try await Self.make()
    let before = try await Self.days(hatchet)
    let refused = await hatchet.hatchet("prune", "--older-than", "30d")
    #expect(refused.status == 2)
    #expect(refused.errors.contains("hint: pass --yes to go on without being asked"))
    #expect(try await Self.days(hatchet) == before)
    let done = await hatchet.hatchet("prune", "--older-than", "30d", "--yes")
    #expect(done.status == 0)
    #expect(done.errors.hasPrefix("dropped 12 partitions, "))
    let left = try await hatchet.client.connection.simple(
      "select log || (hatchet.day_of(now()) - day) from hatchet.partition_day where day < hatchet.day_of(now()) - 30 order by 1"
    )[0].map { $0.text(0) }
    #expect(left == ["attempt35", "command35", "event_match35", "log_line33", "log_line35", "run35"])
    let again = await hatchet.hatchet("prune", "--older-than", "30d", "--yes")
    #expect(again.status == 0)
    #expect(again.errors == "nothing to drop: every day that is old enough has unfinished runs\n")
  }

  /// The monitor's partitions of a day go with its runs, and stay with them.
  @Test func theMonitorGoesWithTheCore() async throws {
    let hatchet = try await Self.make()
    func days() async throws -> [String] {
      try await hatchet.database.rows(
        "select distinct hatchet.day_of(now()) - day from hatchet_monitor.partition_day order by 1"
      ).map { $0[0] }
    }
    _ = try await hatchet.client.connection.simple(
      "select hatchet_monitor.make_partitions(hatchet.day_of(now()) - age) from unnest(array[0, 29, 33, 35, 40]) age")
    let dry = await hatchet.hatchet("prune", "--older-than", "30d", "--dry-run")
    #expect(dry.status == 0)
    #expect(try await days() == ["0", "29", "33", "35", "40"])
    let done = await hatchet.hatchet("prune", "--older-than", "30d", "--yes")
    #expect(done.errors.contains("dropped 8 partitions of the monitor\n"))
    #expect(try await days() == ["0", "29", "35"])
  }

  @Test func todayIsNeverDropped() async throws {
    let hatchet = try await RunningHatchet.make(InspectTests.yaml)
    try await hatchet.working { _ = try await hatchet.finished("diamond") }
    #expect(await hatchet.hatchet("prune", "--older-than", "0s", "--yes").status == 0)
    #expect(try await Self.days(hatchet) == ["0"])
    #expect(await hatchet.hatchet("runs", "list", "-o", "id").lines.count == 1)
    let nothing = await hatchet.hatchet("prune", "--older-than", "0s", "--yes")
    #expect(nothing.status == 0)
    #expect(nothing.output == "")
    #expect(nothing.errors == "nothing to drop: no day ended 0s ago or earlier\n")
  }

  @Test func anInterruptedDropIsEnded() async throws {
    let hatchet = try await Self.make()
    // As a drop leaves it that is interrupted: somebody still reads when the second half begins.
    let reader = try await hatchet.database.connect()
    _ = try await reader.simple("begin; select count(*) from hatchet.run")
    let connection = hatchet.client.connection
    let day = try await connection.simple(
      "select to_char(hatchet.day_of(now() - interval '40 days'), 'YYYYMMDD')")[0].first?.text(0)
    _ = try? await connection.simple("set lock_timeout = '100ms'")
    _ = try? await connection.simple(
      "alter table hatchet.run detach partition hatchet.run_\(try #require(day)) concurrently")
    let pending = "select count(*) from pg_inherits where inhdetachpending"
    #expect(try await connection.simple(pending)[0].first?.text(0) == "1")
    _ = try await reader.simple("rollback")
    await reader.close()
    #expect(await hatchet.hatchet("prune", "--older-than", "30d", "--yes").status == 0)
    #expect(try await connection.simple(pending)[0].first?.text(0) == "0")
    #expect(try await connection.simple("select to_regclass('hatchet.run_\(day ?? "")')")[0].first?.text(0) == nil)
  }

  @Test func anAgeIsNeeded() async {
    #expect(await CommandResult.of(["prune"], environment: [:]).status == 2)
    #expect(await CommandResult.of(["prune", "--older-than", "30"], environment: [:]).status == 2)
  }
}

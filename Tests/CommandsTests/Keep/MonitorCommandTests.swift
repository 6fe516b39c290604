import Database
import Hatchet
import JSON
import TestSupport
import Testing

@testable import Commands

@Suite struct MonitorCommandTests {
  /// Emptied by hand, filled again: by the relay of the engine that runs, or without one.
  @Test(arguments: [true, false]) func rebuildFillsItAgain(hasEngine: Bool) async throws {
    let hatchet = try await RunningHatchet.make(RunsListTests.yaml)
    try await hatchet.working {
      for workflow in ["diamond", "broken"] { _ = try await hatchet.finished(workflow) }
      if hasEngine { try await Self.rebuild(hatchet) }
    }
    if !hasEngine { try await Self.rebuild(hatchet) }
  }

  private static func rebuild(_ hatchet: RunningHatchet) async throws {
    _ = await hatchet.hatchet("stats")
    _ = try await hatchet.client.connection.simple("truncate hatchet_monitor.run")
    let refused = await hatchet.hatchet("monitor", "rebuild")
    #expect(refused.status == 2)
    #expect(refused.errors.contains("hint: pass --yes"))
    let done = await hatchet.hatchet("monitor", "rebuild", "--yes")
    #expect(done.status == 0)
    #expect(done.errors == "wrote 7 attempts\n")
    let rows = try await hatchet.database.rows("select status from hatchet_monitor.run order by id")
    #expect(rows == [["completed"], ["failed"]])
    let status = try JSONParser.parse(await hatchet.hatchet("monitor", "status", "--json").output)
    #expect(status["attempts_written"] == 7)
    #expect(status["complete"] == true)
  }

  @Test func statusTellsWhatIsUnread() async throws {
    let hatchet = try await RunningHatchet.make(RunsListTests.yaml)
    #expect(await hatchet.hatchet("monitor", "status").lines.first == "state       stopped: no engine is running")
    try await hatchet.working { _ = try await hatchet.finished("diamond") }
    // The server takes a moment to end the relay's session.
    var status = try await eventually("the end of the relay") {
      let status = try JSONParser.parse(await hatchet.hatchet("monitor", "status", "--json").output)
      // `nil` alone would be JSON's null.
      return status["state"] == "stopped" ? status : JSONValue?.none
    }
    #expect(status["attempts_unread"] == 0)
    _ = try await hatchet.client.connection.simple(
      """
      insert into hatchet.attempt (run_id, task, attempt, outcome, final, run_created_at, worker, finished_at)
        select id, 0, 2, 'completed', true, created_at, 1, clock_timestamp() from hatchet.run
      """)
    status = try JSONParser.parse(await hatchet.hatchet("monitor", "status", "--json").output)
    #expect(status["attempts_unread"] == 1)
    #expect(status["complete"] == false)
  }

  /// In a database of its own: made by migrate, written by the worker, read by whoever asks; without it, runs go on.
  @Test func theMonitorMayBeElsewhere() async throws {
    let hatchet = try await RunningHatchet.make(RunsListTests.yaml)
    let other = try await TestDatabase.fresh()
    let environment = [
      "HATCHET_DATABASE_URL": hatchet.database.url, "HATCHET_MONITOR_URL": other.url, "PATH": "/usr/bin:/bin",
      "HATCHET_PAGER": "cat",
    ]
    #expect(await CommandResult.of(["migrate"], environment: environment).errors == "applied monitor/0001_tables\n")
    let elsewhere = RunningHatchet(
      database: hatchet.database, client: try await Client.open(Settings(environment: environment)))
    try await elsewhere.working {
      _ = try await hatchet.finished("broken")
      let json = try await eventually("the relay") {
        let json = try JSONParser.parse(await CommandResult.of(["stats", "--json"], environment: environment).output)
        return json["complete"] == true ? json : JSONValue?.none
      }
      #expect(json["total"]?["failed"] == 1)
    }
    #expect(try await other.rows("select status from hatchet_monitor.run") == [["failed"]])
    #expect(try await hatchet.database.rows("select count(*) from hatchet_monitor.run") == [["0"]])
    let nowhere = environment.merging(["HATCHET_MONITOR_URL": "postgresql:///x?host=/nonexistent"]) { $1 }
    let listed = await CommandResult.of(["runs", "list", "--status", "failed", "-o", "id"], environment: nowhere)
    #expect(listed.lines.count == 1)
    #expect(await CommandResult.of(["stats"], environment: nowhere).status == 4)
  }
}

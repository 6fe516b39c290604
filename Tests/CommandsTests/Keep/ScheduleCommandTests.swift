import JSON
import Terminal
import TestSupport
import Testing

@testable import Commands

@Suite struct ScheduleCommandTests {
  private static let yaml = "name: w\ntasks: {a: {run: 'true'}, b: {run: 'true', needs: [a]}}\n"

  /// Without an engine that would have read them.
  @Test func whatNoEngineHasReadIsListed() async throws {
    let world = try await TestWorld.make()
    #expect(await world.run("apply", "-", input: Input(Self.yaml)).status == 0)
    #expect(await world.run("schedule", "list").errors == "no run waits for its time\n")
    let late = await world.run("enqueue", "w", "--in", "3h").lines[0]
    let soon = await world.run("enqueue", "w", "--in", "2h", "--meta", "a=b").lines[0]
    _ = await world.run("enqueue", "w")
    #expect(await world.run("schedule", "list", "-o", "id").lines == [soon, late])
    let json = try JSONParser.parse(await world.run("schedule", "ls", "--json").output)
    #expect(json[0]?["workflow"] == "w" && json[0]?["metadata"] == ["a": "b"] && json[0]?["priority"] == 2)
    let table = await world.run("schedule", "list").lines
    #expect(table[0].split(separator: " ").prefix(4) == ["ID", "WORKFLOW", "RUN", "AT"] && table.count == 3)
    #expect(await world.run("schedule", "move", late, "--at", "2040-01-01T12:00:00Z").status == 0)
    let moved: JSONValue = "2040-01-01T12:00:00.000000Z"
    #expect(try JSONParser.parse(await world.run("inspect", late, "--json").output)["run_at"] == moved)
    let runs = try JSONParser.parse(await world.run("runs", "list", "--json").output).array
    #expect(runs?.map { $0["run_at"] }.contains(moved) == true)
  }

  @Test func scheduledRunsAreMovedAndDeleted() async throws {
    let hatchet = try await RunningHatchet.make(Self.yaml)
    try await hatchet.working {
      let run = await hatchet.hatchet("enqueue", "w", "--at", "2040-01-01").lines[0]
      let other = await hatchet.hatchet("enqueue", "w", "--in", "1h").lines[0]
      let done = try await hatchet.finished("w")
      #expect(await hatchet.hatchet("schedule", "list", "-o", "id").lines == [other, run])
      #expect(await hatchet.hatchet("schedule", "move", run).status == 2)
      #expect(await hatchet.hatchet("schedule", "move", run, "--in", "1h", "--at", "now").status == 2)
      let moved = await hatchet.hatchet("schedule", "move", run, "--at", "2030-01-01T12:00:00Z")
      #expect(moved.status == 0 && moved.errors.hasPrefix("moved run '\(run)' to Tue 2030-01-01 "))
      _ = try await eventually("its new time") {
        let json = try JSONParser.parse(await hatchet.hatchet("schedule", "list", "--json").output)
        return json[1]?["run_at"] == "2030-01-01T12:00:00.000000Z" ? true : nil
      }
      for verb in [["move", done, "--in", "1h"], ["delete", done]] {
        let refused = await CommandResult.of(
          ["schedule"] + verb, environment: ["HATCHET_DATABASE_URL": hatchet.database.url])
        #expect(refused.status == 6)
        #expect(refused.errors == "hatchet: run '\(done)' is completed already\n")
      }
      // At once.
      #expect(await hatchet.hatchet("schedule", "move", run, "--in", "0").status == 0)
      #expect(await hatchet.hatchet("inspect", run, "--watch").status == 0)
      #expect(await hatchet.hatchet("schedule", "delete", other, "--dry-run").lines == [other])
      #expect(await hatchet.hatchet("schedule", "delete", other).errors == "deleted run '\(other)'\n")
      _ = try await eventually("its end") {
        await hatchet.hatchet("schedule", "list", "-o", "id").lines.isEmpty ? true : nil
      }
    }
  }
}

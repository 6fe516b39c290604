import Hatchet
import JSON
import Testing

@testable import Commands

/// Runs that are chosen by what they are, and replays with another input.
@Suite struct ReplayManyTests {
  private static let file = """
    name: picky
    input_schema: {type: object, required: [ok]}
    tasks:
      a:
        run: |
          grep -q true "$HATCHET_INPUT" || { cat "$HATCHET_INPUT" >&2; echo "not so" >&2; exit 3; }
          cat
      b: {run: 'true', needs: [a]}
    ---
    name: other
    tasks: {a: {run: exit 4}}

    """

  private func world() async throws -> (world: TestWorld, picky: [String], other: String) {
    let world = try await TestWorld.make()
    #expect(await world.run("apply", "-", input: Input(Self.file)).status == 0)
    var picky: [String] = []
    for team in ["a", "b"] {
      picky += await world.run("enqueue", "picky", "--input", #"{"ok": false}"#, "--meta", "team=\(team)").lines
    }
    picky += await world.run("enqueue", "picky", "--input", #"{"ok": true}"#).lines
    let other = await world.run("enqueue", "other").lines[0]
    #expect(await world.run("worker", "--until-idle", "--quiet").status == 0)
    return (world, picky, other)
  }

  @Test func aDryRunShowsWhichTheOldestFirst() async throws {
    let (world, picky, other) = try await world()
    let failed = await world.run("replay", "--since", "1h", "--dry-run")
    #expect(failed.status == 0 && failed.lines == [picky[0], picky[1], other] && failed.errors.isEmpty)
    #expect(await world.run("replay", "--workflow", "picky", "--dry-run").lines == [picky[0], picky[1]])
    #expect(await world.run("replay", "--meta", "team=b", "--dry-run").lines == [picky[1]])
    #expect(await world.run("replay", "--error", "exit code 4", "--dry-run").lines == [other])
    #expect(await world.run("replay", "--until", "1h", "--dry-run").lines.isEmpty)
    let none = await world.run("replay", "--status", "cancelled")
    #expect(none.status == 0 && none.errors == "no such run in the last 24 hours\n")
    // What completed has nothing that failed, and says so.
    let completed = await world.run("replay", "--status", "completed", "--dry-run")
    #expect(completed.status == 6 && completed.errors.hasPrefix("hatchet: run '\(picky[2])' has no failed task"))
    #expect(await world.run("replay", "--status", "completed", "--all", "--dry-run").lines == [picky[2]])
    #expect(try await world.value("select count(*) from hatchet.command") == "0")
  }

  @Test func itAsksWithTheCount() async throws {
    let (world, _, _) = try await world()
    let refused = await world.run("replay", "--workflow", "picky", input: Input("no\n", isTerminal: true))
    #expect(refused.status == 1)
    #expect(refused.errors == "replay 2 runs of the last 24 hours? [y/N] nothing was done\n")
    #expect(await world.run("replay", "--workflow", "picky").status == 2)
    let done = await world.run("replay", "--workflow", "picky", "--yes")
    #expect(done.status == 0 && done.errors == "replaying 2 runs of the last 24 hours\n")
    #expect(try await world.value("select count(*) from hatchet.command") == "2")
  }

  @Test func runsAreEitherNamedOrChosen() async throws {
    let (world, picky, _) = try await world()
    #expect(await world.run("replay").status == 2)
    #expect(await world.run("cancel").status == 2)
    #expect(await world.run("replay", picky[0], "--workflow", "picky").status == 2)
    let unknown = await world.run("replay", "--workflow", "pickyy")
    #expect(unknown.status == 3 && unknown.errors.contains("did you mean 'picky'?"))
    #expect(await world.run("replay", "-", "--input", "-").status == 2)
  }

  @Test func anotherInputIsWhatTasksReadAndInspectShows() async throws {
    let (world, picky, _) = try await world()
    let broken = await world.run("replay", picky[0], "--input", #"{"no": 1}"#)
    #expect(broken.status == 2 && broken.errors.hasPrefix("hatchet: input"))
    #expect(await world.run("replay", picky[0], "--input", "{").status == 2)
    #expect(try await world.value("select count(*) from hatchet.replay_input") == "0")
    #expect(try await world.value("select count(*) from hatchet.command") == "0")

    let before = try JSONParser.parse(await world.run("inspect", picky[0], "--json").output)
    #expect(before["input_replaced_at"] == .null)
    #expect(await world.run("replay", picky[0], "--input", #"{"ok": true, "n": 7}"#).status == 0)
    #expect(await world.run("worker", "--until-idle", "--quiet").status == 0)
    let after = try JSONParser.parse(await world.run("inspect", picky[0], "--json").output)
    #expect(after["status"] == "completed" && after["input"]?["n"] == 7)
    #expect(after["input_replaced_at"]?.string?.hasPrefix("20") == true)
    #expect(await world.run("inspect", picky[0]).output.contains("input     replaced by a replay, 20"))
    let read = try JSONParser.parse(await world.run("inspect", picky[0], "--result", "--task", "a").output)
    #expect(read["input"]?["n"] == 7)
    // The next replay keeps it.
    #expect(await world.run("replay", picky[0], "--all").status == 0)
    #expect(await world.run("worker", "--until-idle", "--quiet").status == 0)
    #expect(try JSONParser.parse(await world.run("inspect", picky[0], "--json").output)["status"] == "completed")
    #expect(try await world.value("select input from hatchet.run order by id") == #"{"ok": false}"#)
  }

  @Test func cancelChoosesWhatIsNotFinished() async throws {
    let (world, _, _) = try await world()
    let fresh = await world.run("enqueue", "picky", "--input", #"{"ok": true}"#, "--in", "1h").lines
    #expect(await world.run("cancel", "--workflow", "picky", "--dry-run").lines == fresh)
    let done = await world.run("cancel", "--workflow", "picky")
    #expect(done.status == 0 && done.errors == "cancelling run '\(fresh[0])'\n")
  }

  /// Trap 25: the one that failed goes again while the other one runs; what runs itself is refused, not skipped.
  @Test func aReplayWorksWhileSiblingsRun() async throws {
    let folder = try ScratchFolder()
    let hatchet = try await RunningHatchet.make(
      """
      name: pair
      tasks:
        slow: {run: "until test -e \(folder.path)/go; do sleep 0.02; done"}
        quick: {run: "test -e \(folder.path)/fixed"}
        last: {run: 'true', needs: [quick, slow]}

      """)
    try await hatchet.working {
      let run = try await hatchet.client.enqueue("pair")
      let inspected = { try JSONParser.parse(await hatchet.hatchet("inspect", run, "--json").output) }
      let status = { (name: String) in
        try await inspected()["tasks"]?.array?.first { $0["name"]?.string == name }?["status"]?.string
      }
      while try await status("quick") != "failed" { await Task.yield() }
      while try await status("slow") != "running" { await Task.yield() }
      let running = await hatchet.hatchet("replay", run, "--from", "slow")
      #expect(running.status == 6)
      #expect(running.errors.hasPrefix("hatchet: task 'slow' of run '\(run)' is running\n"))
      try folder.write("fixed", "")
      #expect(await hatchet.hatchet("replay", run).status == 0)
      while try await status("quick") != "completed" { await Task.yield() }
      #expect(try await status("slow") == "running")
      try folder.write("go", "")
      #expect(await hatchet.hatchet("inspect", run, "--watch").status == 0)
    }
  }
}

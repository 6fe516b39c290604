import Testing

@testable import Commands

/// What is refused, asked and shown before anything is cancelled or replayed; no worker is there.
@Suite struct CancelReplayTests {
  private func world(runs: Int = 0) async throws -> (world: TestWorld, ids: [String]) {
    let world = try await TestWorld.make()
    #expect(await world.run("apply", "-", input: Input("name: w\ntasks: {a: {run: 'true'}}\n")).status == 0)
    var ids: [String] = []
    for _ in 0..<runs { ids += await world.run("enqueue", "w").lines }
    return (world, ids)
  }

  @Test func moreThanOneAsks() async throws {
    let (world, ids) = try await world(runs: 3)
    let piped = Input(ids.map { $0 + "\n" }.joined())
    let unasked = await world.run("cancel", "-", input: piped)
    #expect(unasked.status == 2)
    #expect(unasked.errors.hasPrefix("hatchet: unable to ask 'cancel 3 runs?'"))
    let refused = await world.run("cancel", ids[0], ids[1], input: Input("no\n", isTerminal: true))
    #expect(refused.status == 1)
    #expect(refused.errors == "cancel 2 runs? [y/N] nothing was done\n")
    #expect(try await world.value("select count(*) from hatchet.command") == "0")
    let done = await world.run("cancel", ids[0], ids[1], ids[0], input: Input("y\n", isTerminal: true))
    #expect(done.status == 0)
    #expect(try await world.value("select count(*) from hatchet.command") == "2")
    #expect(await world.run("cancel", "-", "--yes", input: Input(ids.joined(separator: "\n"))).status == 0)
    #expect(try await world.value("select count(*) from hatchet.command") == "5")
    let one = await world.run("cancel", "last")
    #expect(one.errors == "cancelling run '\(ids[2])'\n")
  }

  @Test func aDryRunPrintsTheIDs() async throws {
    let (world, ids) = try await world(runs: 2)
    let result = await world.run("cancel", "-", "--dry-run", input: Input(ids.joined(separator: "\n")))
    #expect(result.lines == ids && result.errors.isEmpty)
    #expect(try await world.value("select count(*) from hatchet.command") == "0")
  }

  @Test func whatIsNotThereStopsAll() async throws {
    let (world, ids) = try await world(runs: 1)
    let missing = "01a20a97-5005-8a54-8000-000000000999"
    for command in ["cancel", "replay"] {
      let result = await world.run(command, ids[0], missing, "--yes")
      #expect(result.status == 3)
      #expect(result.errors == "hatchet: run '\(missing)' does not exist\nhint: it may have been pruned\n")
      #expect(await world.run(command, "zz").status == 2)
    }
    #expect(try await world.value("select count(*) from hatchet.command") == "0")
  }

  @Test func theStateOfThingsMayRefuse() async throws {
    let (world, ids) = try await world(runs: 1)
    let unfinished = await world.run("replay", ids[0])
    #expect(unfinished.status == 6)
    #expect(unfinished.errors.hasPrefix("hatchet: run '\(ids[0])' has no failed task\n"))
    #expect(await world.run("worker", "--until-idle", "--quiet").status == 0)
    let finished = await world.run("cancel", ids[0])
    #expect(finished.status == 6)
    #expect(finished.errors == "hatchet: run '\(ids[0])' is completed already\n")
    let completed = await world.run("replay", ids[0])
    #expect(completed.status == 6)
    #expect(await world.run("replay", ids[0], "--from", "nope").status == 3)
    let fresh = await world.run("enqueue", "w").lines
    let some = await world.run("cancel", ids[0], fresh[0], "--dry-run")
    #expect(some.status == 0 && some.lines == fresh)
    #expect(some.errors == "left out: run '\(ids[0])' is completed already\n")
    #expect(try await world.value("select count(*) from hatchet.command") == "0")
  }

  @Test func nothingOnStandardInputIsNothingToDo() async throws {
    let (world, _) = try await world()
    let result = await world.run("cancel", "-", input: Input("\n"))
    #expect(result.status == 0 && result.errors.isEmpty)
  }
}

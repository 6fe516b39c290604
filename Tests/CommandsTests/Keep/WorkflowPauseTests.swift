import JSON
import Testing

@testable import Commands

@Suite struct WorkflowPauseTests {
  private func world() async throws -> TestWorld {
    let world = try await TestWorld.make()
    #expect(await world.run("apply", "-", input: Input("name: w\ntasks: {a: {run: 'true'}}\n")).status == 0)
    return world
  }

  @Test func whatIsPausedWaitsAndGoesOn() async throws {
    let world = try await world()
    let paused = await world.run("workflow", "pause", "w", "--crons", "drop")
    #expect(paused.status == 0 && paused.errors == "workflow 'w' is paused: its crons' ticks are dropped\n")
    let enqueued = await world.run("enqueue", "w")
    #expect(enqueued.status == 0 && enqueued.lines.count == 1)
    #expect(enqueued.errors.hasPrefix("workflow 'w' is paused since 20"))
    // It is not to be done, so there is nothing to wait for.
    #expect(await world.run("worker", "--until-idle", "--quiet").status == 0)
    let look = try JSONParser.parse(await world.run("inspect", "last", "--json").output)
    #expect(look["status"] == "queued")
    let reason = look["tasks"]?[0]?["waiting_reason"]?.string ?? ""
    #expect(reason.hasPrefix("queued for ") && reason.contains(": its workflow is paused since 20"))
    #expect(look["workflow_paused_at"]?.string?.hasPrefix("20") == true)
    #expect(await world.run("inspect", "last").output.contains("paused    its workflow, since 20"))

    let again = await world.run("workflow", "pause", "w")
    #expect(
      again.errors.hasPrefix("workflow 'w' is paused since 20") && again.errors.hasSuffix(": its crons' runs wait\n"))
    #expect(await world.run("workflow", "resume", "w").errors == "resumed workflow 'w'\n")
    #expect(await world.run("workflow", "resume", "w").errors == "workflow 'w' is not paused\n")
    #expect(await world.run("worker", "--until-idle", "--quiet").status == 0)
    #expect(try JSONParser.parse(await world.run("inspect", "last", "--json").output)["status"] == "completed")
    #expect(try await world.value("select resumed_at is not null from hatchet.workflow") == "t")
  }

  @Test func listAndShowTell() async throws {
    let world = try await world()
    let before = try JSONParser.parse(await world.run("workflow", "list", "--json").output)
    #expect(before[0]?["paused_at"] == .null && before[0]?["paused_crons"] == .null)
    #expect(await world.run("workflow", "pause", "w").status == 0)
    let after = try JSONParser.parse(await world.run("workflow", "list", "--json").output)
    #expect(after[0]?["paused_at"]?.string?.hasPrefix("20") == true && after[0]?["paused_crons"] == "queue")
    #expect(await world.run("workflow", "show", "w").lines.contains { $0.hasPrefix("paused     20") })
  }

  @Test func whatIsNotThereIsNamed() async throws {
    let world = try await world()
    for verb in ["pause", "resume"] {
      let result = await world.run("workflow", verb, "v")
      #expect(result.status == 3)
      #expect(result.errors.hasPrefix("hatchet: workflow 'v' does not exist\n"))
    }
    #expect(await world.run("workflow", "pause", "w", "--crons", "both").status == 2)
  }
}

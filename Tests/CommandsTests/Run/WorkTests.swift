import JSON
import Testing

@testable import Commands

/// What happens to runs when a worker is there, in this process.
@Suite struct WorkTests {
  private static let files = """
    name: sum
    tasks:
      one: {run: 'echo 1'}
      two: {run: 'echo 2', needs: [one]}
    ---
    name: flaky
    tasks:
      a:
        run: 'echo "try $HATCHET_ATTEMPT" >&2; [ "$HATCHET_ATTEMPT" -gt 1 ]'
        retries: 1
        backoff: {factor: 0}
    ---
    name: broken
    tasks:
      fine: {run: 'echo fine'}
      bad: {run: 'test -e fixed', needs: [fine]}
      after: {run: 'echo after', needs: [bad]}
    ---
    name: slow
    tasks:
      s: {run: 'exec sleep 300'}
    ---
    name: unwanted
    on_failure: {run: 'echo noted'}
    tasks:
      a: {run: 'true', schedule_timeout: 50ms, labels: [{key: gpu, value: "yes", required: true}]}

    """

  private func world() async throws -> TestWorld {
    let world = try await TestWorld.make()
    try world.folder.write("files.yaml", Self.files)
    #expect(await world.run("apply", "files.yaml").status == 0)
    return world
  }

  @Test func untilIdleRunsWhatThereIsAndNoMore() async throws {
    let world = try await world()
    for name in ["sum", "flaky", "broken"] { _ = await world.run("enqueue", name) }
    let later = await world.run("enqueue", "sum", "--in", "1h")
    let result = await world.run("worker", "--until-idle", "--slots", "2", "--name", "w")
    #expect(result.status == 0 && result.output.isEmpty)
    #expect(result.errors.contains(": 2 slots\n"))
    #expect(result.errors.contains("flaky/a failed in"))
    #expect(result.errors.contains("flaky/a #2 completed in"))
    let runs = await world.run("runs", "list", "--output", "csv", "--columns", "workflow,status")
    #expect(runs.lines.dropFirst().sorted() == ["broken,failed", "flaky,completed", "sum,completed", "sum,waiting"])
    #expect(await world.run("cancel", later.lines.first ?? "").status == 0)
    // What was asked for of it is work, too.
    #expect(await world.run("worker", "--until-idle", "--quiet").errors.isEmpty)
    let cancelled = await world.run("runs", "list", "--status", "cancelled", "--output", "id")
    #expect(cancelled.lines == later.lines)
  }

  @Test func waitTellsHowItEnded() async throws {
    let world = try await world()
    try await working(world) {
      let sum = await world.run("enqueue", "sum", "--wait", "--timeout", "60s", "--json")
      #expect(sum.status == 0 && sum.errors.isEmpty)
      let document = try JSONParser.parse(sum.output)
      #expect(document["status"]?.string == "completed")
      #expect(document["output"] == .object([("one", 1), ("two", 2)]))

      let broken = await world.run("enqueue", "broken", "--wait")
      let id = broken.lines.first ?? ""
      #expect(broken.status == 1)
      #expect(
        broken.errors == "hatchet: run '\(id)' failed: task 'bad' failed: exit code 1\nhint: hatchet inspect \(id)\n")

      #expect(await world.run("replay", id, "--wait", "--timeout", "60s").status == 1)
      try world.folder.write("fixed", "")
      #expect(await world.run("replay", id, "--wait", "--timeout", "60s").status == 0)
      #expect(await world.run("replay", id, "--from", "fine", "--wait").status == 0)
      #expect(await world.run("replay", id, "--all", "--wait").status == 0)
      let attempts = """
        select string_agg(n::text, ' ' order by task) from (
          select task, count(*) n from hatchet.attempt
          where worker is not null and run_id = (select max(run_id) from hatchet.attempt) group by task) t
        """
      #expect(try await world.value(attempts) == "3 5 3")
    }
  }

  @Test func aRunThatIsCancelledIsNoSuccess() async throws {
    let world = try await world()
    try await working(world) {
      async let waiting = world.run("enqueue", "slow", "--wait")
      while try await world.value("select state from hatchet.live_task") == nil {}
      #expect(await world.run("cancel", "last").status == 0)
      let result = await waiting
      #expect(result.status == 1)
      #expect(result.errors.hasPrefix("hatchet: run '\(result.lines.first ?? "")' was cancelled\n"))
    }
  }

  /// Trap 52: what was not started in time has failed, for who waits as in lists and for the hook.
  @Test func whatWasNotStartedInTimeHasFailed() async throws {
    let world = try await world()
    try await working(world) {
      let result = await world.run("enqueue", "unwanted", "--wait", "--timeout", "60s")
      #expect(result.status == 1)
      #expect(result.errors.contains("failed: task 'a' failed: not started within 50ms\n"), "\(result.errors)")
      let runs = await world.run("runs", "list", "--output", "csv", "--columns", "status")
      #expect(runs.lines == ["status", "failed"])
      #expect(await world.run("inspect", "last", "--result", "--task", "on_failure").output == "noted\n")
    }
  }

  @Test func waitEndsAtItsTimeout() async throws {
    let world = try await world()
    let result = await world.run("enqueue", "sum", "--wait", "--timeout", "50ms")
    let id = result.lines.first ?? ""
    #expect(result.status == 7)
    #expect(
      result.errors
        == "hatchet: run '\(id)' is not finished after 50ms\nhint: it goes on: hatchet inspect \(id)\n")
    #expect(await world.run("replay", id, "--all", "--wait", "--timeout", "50ms").status == 7)
  }

  @Test func anEngineLeadsAWorkerThatDoesNot() async throws {
    let world = try await world()
    let engine = Task { await world.run("engine") }
    // Nobody else can have led, for nobody else may.
    let run = await world.run("enqueue", "sum")
    #expect(run.status == 0)
    let worker = await world.run("worker", "--no-lead", "--until-idle")
    #expect(worker.status == 0)
    #expect(!worker.errors.contains("leading"))
    let end = await world.run("runs", "list", "--output", "csv", "--columns", "status")
    #expect(end.lines == ["status", "completed"])
    engine.cancel()
    _ = await engine.value
  }

  /// Does `body` beside a worker, which is cancelled afterwards.
  private func working(_ world: TestWorld, _ body: () async throws -> Void) async throws {
    let worker = Task { await world.run("worker", "--quiet") }
    do {
      try await body()
    } catch {
      worker.cancel()
      _ = await worker.value
      throw error
    }
    worker.cancel()
    _ = await worker.value
  }
}

import Engine
import Hatchet
import JSON
import Store
import TestSupport
import Testing

@testable import Commands

/// `hatchet worker list`, `pause`, `resume` and `drain`.
@Suite struct WorkerCommandTests {
  /// Two that bear a name, and one of another.
  private func world() async throws -> (TestWorld, WorkerSession) {
    let world = try await TestWorld.make()
    let client = try await Client.open(world.settings)
    let session = WorkerSession(client.connection, client.statements)
    for (name, slots) in [("box", 4), ("box", 2), ("gpu", 1)] {
      _ = try await session.register(
        name: name, host: "h-\(name)", pid: 7, slots: slots,
        labels: name == "gpu" ? .object([("gpu", .string("a100")), ("memory", .int(64))]) : .object([]))
    }
    return (world, session)
  }

  @Test func listsWhoWorks() async throws {
    let empty = try await TestWorld.make()
    let nobody = await empty.run("worker", "list", "-o", "id")
    #expect(nobody.status == 0 && nobody.output.isEmpty)
    #expect(nobody.errors == "no worker runs: start one with 'hatchet worker'\n")

    let (world, session) = try await world()
    let table = await world.run("worker", "list")
    #expect(table.status == 0 && table.errors.isEmpty)
    #expect(
      table.lines[0].split(separator: " ") == [
        "ID", "NAME", "HOST", "PID", "STATE", "SLOTS", "RUNNING", "LABELS", "STARTED", "SEEN",
      ])
    #expect(
      table.lines[3].split(separator: " ").prefix(9) == [
        "3", "gpu", "h-gpu", "7", "ready", "1", "0", "gpu=a100", "memory=64",
      ])
    #expect(await world.run("worker", "ls", "-o", "id").lines == ["1", "2", "3"])
    let first = try JSONParser.parse(await world.run("worker", "list", "--json").output)[2]
    #expect(first?["labels"] == .object([("gpu", "a100"), ("memory", 64)]))
    #expect(first?["id"] == 3 && first?["running"] == 0)
    let csv = await world.run("worker", "list", "-o", "csv", "--columns", "id,state,slots")
    #expect(csv.lines == ["id,state,slots", "1,ready,4", "2,ready,2", "3,ready,1"])
    let lines = await world.run("worker", "list", "-o", "jsonl", "--columns", "name")
    #expect(lines.lines == [#"{"name":"box"}"#, #"{"name":"box"}"#, #"{"name":"gpu"}"#])
    _ = session
  }

  @Test func pausesResumesAndDrainsByIdAndByName() async throws {
    let (world, session) = try await world()
    func states() async -> [String] {
      await world.run("worker", "list", "-o", "csv", "--columns", "state").lines.dropFirst().map(\.self)
    }
    let paused = await world.run("worker", "pause", "box", "1")
    #expect(paused.status == 0 && paused.output.isEmpty)
    #expect(paused.errors == "paused worker 1 ('box')\npaused worker 2 ('box')\n")
    #expect(await states() == ["paused", "paused", "ready"])
    #expect(await world.run("worker", "resume", "2").errors == "resumed worker 2 ('box')\n")
    #expect(await states() == ["paused", "ready", "ready"])
    #expect(await world.run("worker", "drain", "1", "gpu", "--quiet").errors.isEmpty)
    #expect(await states() == ["draining", "ready", "draining"])
    let refused = await world.run("worker", "pause", "2", "3")
    #expect(refused.status == 6)
    #expect(
      refused.errors == "hatchet: worker \"3\" is draining\nhint: it leaves when what it runs has ended\n")
    #expect(await states() == ["draining", "ready", "draining"])
    try await session.stop(WorkerID(rawValue: 3))
    let gone = await world.run("worker", "resume", "3")
    #expect(gone.status == 3)
    #expect(gone.errors == "hatchet: worker '3' does not exist\nhint: list them: hatchet worker list\n")
    let mistyped = await world.run("worker", "drain", "bxo")
    #expect(mistyped.status == 3)
    #expect(mistyped.errors == "hatchet: worker 'bxo' does not exist\nhint: did you mean 'box'?\n")
    #expect(await world.run("worker", "drain").status == 2)
  }

  /// The words of the commands are no files, unless they are written as such.
  @Test func aFileMayBeCalledAsACommandIs() async throws {
    let world = try await TestWorld.make()
    try world.folder.write("list", "name: listed\ntasks: {a: {run: 'true'}}")
    #expect(await world.run("worker", "list").errors == "no worker runs: start one with 'hatchet worker'\n")
    let worker = await world.run("worker", "./list", "--until-idle")
    #expect(worker.status == 0)
    #expect(await world.run("workflow", "list", "-o", "id").lines == ["listed"])
    // Behind another file it is one, too.
    #expect(await world.run("worker", "./list", "list", "--until-idle", "--quiet").status == 0)
  }

  /// Whoever waits for a run is told why nothing happens.
  @Test func aPauseIsTold() async throws {
    let (world, session) = try await world()
    try world.folder.write("w.yaml", "name: w\ntasks: {a: {run: 'true'}}")
    #expect(await world.run("apply", "w.yaml").status == 0)
    #expect(await world.run("worker", "pause", "1", "2", "3").status == 0)
    let waiting = await world.run("enqueue", "w", "--wait", "--timeout", "2500ms")
    #expect(waiting.status == 7)
    #expect(waiting.errors.hasPrefix("every worker is paused: let one go on with 'hatchet worker resume'\n"))
    _ = session
  }

  @Test func aWorkerIsPausedWhileItRuns() async throws {
    let world = try await TestWorld.make()
    try world.folder.write("w.yaml", "name: w\ntasks: {a: {run: 'true'}}")
    #expect(await world.run("apply", "w.yaml").status == 0)
    let worker = Task { await world.run("worker", "--name", "busy", "--no-lead") }
    _ = try await eventually("a worker to pause") {
      await world.run("worker", "pause", "busy").status == 0 ? true : nil
    }
    // From now on, so that it knows of nothing but the pause.
    let engine = Task { await world.run("engine") }
    #expect(await world.run("enqueue", "w", "--wait", "--timeout", "1s").status == 7)
    #expect(await world.run("worker", "resume", "busy").status == 0)
    #expect(await world.run("enqueue", "w", "--wait", "--timeout", "60s").status == 0)
    #expect(await world.run("worker", "drain", "busy").status == 0)
    defer { engine.cancel() }
    let end = await worker.value
    #expect(end.status == 0)
    #expect(end.errors.contains("paused: takes nothing new until it is resumed\n"))
    #expect(end.errors.contains("resumed\n"))
  }
}

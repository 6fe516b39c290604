import Database
import Hatchet
import Store
import Terminal
import TestSupport
import Worker
import Workflows

@testable import Commands

/// A database of its own with a worker at work, and the command line on it.
struct RunningHatchet: Sendable {
  let database: TestDatabase
  let client: Client

  /// Migrated, with these workflows applied.
  static func make(_ yaml: String) async throws -> RunningHatchet {
    let database = try await TestDatabase.fresh()
    let connection = try await database.connect()
    await connection.close()
    let settings = Settings(database: database.url)
    let migrating = try await Client.open(settings, checking: .none)
    _ = try await migrating.migrate()
    await migrating.close()
    let client = try await Client.open(settings)
    _ = try await client.apply(try Workflow.parse(Array(yaml.utf8), file: "test.yaml", directory: "/tmp"))
    return RunningHatchet(database: database, client: client)
  }

  /// Does `body` while a worker runs what there is to run.
  func working<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    let settings = WorkerSettings(
      name: "tester", host: "here", pid: 1, slots: 4, environment: ["PATH": "/usr/bin:/bin"])
    let worker = try WorkerProcess(client, worker: settings, holder: "test") { _ in }
    let running = Task { try await worker.run() }
    do {
      let value = try await body()
      await worker.drain()
      try await running.value
      return value
    } catch {
      await worker.drain()
      throw error
    }
  }

  /// Runs the workflow to its end.
  func finished(_ workflow: String, input: String = "{}", metadata: String? = nil) async throws -> String {
    let run = try await client.enqueue(workflow, input: input, metadata: metadata)
    _ = await hatchet("inspect", run, "--watch")
    return run
  }

  func hatchet(_ words: String..., surface: Surface = Surface(isTerminal: false), input: Input = Input()) async
    -> CommandResult
  {
    await CommandResult.of(
      words, environment: ["HATCHET_DATABASE_URL": database.url, "HATCHET_PAGER": "cat", "PATH": "/usr/bin:/bin"],
      surface: surface, input: input)
  }
}

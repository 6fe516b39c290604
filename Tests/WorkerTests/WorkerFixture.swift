import Database
import Engine
import JSON
import Leader
import Store
import TestSupport
import Testing
import Worker
import Workflows

/// A database with the current schema, a folder, and the processes that a test plays with.
final class WorkerFixture: Sendable {
  let database: TestDatabase
  let connection: Connection
  let statements = Statements(.standard)
  let folder = TestFolder()

  init() async throws {
    database = try await .migrated()
    connection = try await database.connect()
  }

  /// Applies the workflows of a file. `$DIR` in it is the test's folder.
  func apply(_ file: String) async throws {
    let text = file.split(separator: "$DIR", omittingEmptySubsequences: false).joined(separator: folder.path)
    let workflows = try Workflow.parse(Array(text.utf8), file: "test.yaml", directory: folder.path)
    _ = try await WorkflowTable(connection, statements).apply(
      workflows.map { workflow in
        .init(
          name: workflow.name, checksum: workflow.checksum, definition: JSONText(workflow.definitionText),
          priority: Int16(workflow.priority), inputSchema: nil, directory: workflow.directory)
      })
  }

  func enqueue(_ workflow: String, input: JSONText = "{}", metadata: JSONText? = nil) async throws -> RunID {
    try await log.enqueue(.init(workflow: workflow, input: input, metadata: metadata))
  }

  var log: RunLog { RunLog(connection, statements) }

  func startEngine() -> TestEngine { TestEngine(self) }

  /// With an engine, in its process; else in another process, as it were, on a machine behind `proxy` if there is one.
  func startWorker(
    with engine: TestEngine? = nil, slots: Int = 4, environment: [String: String] = ["PATH": "/usr/bin:/bin"],
    through proxy: TestProxy? = nil
  ) throws -> TestNode {
    let target = (proxy?.database(database) ?? database).target
    return try TestNode(self, engine?.inbox ?? LeaderInbox(), target, slots: slots, environment: environment)
  }

  /// Of the attempts of a run, in order: the given columns.
  func attempts(of run: RunID, _ columns: String) async throws -> [[String]] {
    try await database.rows(
      "select \(columns) from hatchet.attempt where run_id = \(run.number) order by task, attempt")
  }

  /// What a task of a run has put out, as it is stored.
  func output(of run: RunID, task: Int = 0) async throws -> String? {
    let row = try await connection.execute(
      "select output from hatchet.attempt where run_id = $1 and task = $2 and final", [run.number, Int16(task)]
    ).first
    return try row?.get(JSONText?.self, 0)?.text
  }

  func number(_ query: String) async throws -> Int64 {
    try await connection.execute(SQLStatement(query)).only().get(Int64.self, 0)
  }
}

/// A candidate for the lead.
final class TestEngine: Sendable {
  let inbox = LeaderInbox()
  let events = EventLog<LeaderEvent>()
  private let task: Task<Void, Never>

  init(_ fixture: WorkerFixture) {
    let service = LeaderService(fixture.database.target, fixture.statements, inbox: inbox, holder: "test") {
      [events] event in events.append(event)
    }
    task = Task { await service.run() }
  }

  func stop() async {
    inbox.stepDown()
    await task.value
  }

  func finished(_ run: RunID) async throws -> Status {
    try await events.first("the end of run \(run.number)") { event in
      if case .runFinished(let finish) = event, finish.run == run { finish.status } else { nil }
    }
  }
}

/// A worker, and what it tells.
final class TestNode: Sendable {
  let node: WorkerNode
  let events = EventLog<WorkerEvent>()
  private let task: Task<Void, any Error>

  init(
    _ fixture: WorkerFixture, _ inbox: LeaderInbox, _ target: ConnectionTarget, slots: Int,
    environment: [String: String]
  ) throws {
    let settings = WorkerSettings(name: "w", host: "h", pid: 1, slots: slots, environment: environment)
    let node = WorkerNode(
      settings, target, fixture.statements, inbox: inbox,
      executor: try ProcessExecutor(scratch: fixture.folder.path, environment: environment)
    ) { [events] event in events.append(event) }
    self.node = node
    task = Task { try await node.run() }
  }

  /// The id of its `count`-th registration.
  func registered(_ count: Int = 1) async throws -> Int64 {
    let events = try await events.wait(for: "registration \(count)") { Self.ids($0).count >= count }
    return Self.ids(events)[count - 1]
  }

  private static func ids(_ events: [WorkerEvent]) -> [Int64] {
    events.compactMap { event in if case .registered(let id) = event { id } else { nil } }
  }

  /// Drains, and returns when it has left.
  func stop() async throws {
    await node.drain()
    try await task.value
  }

  /// When it has left.
  func left() async throws { try await task.value }
}

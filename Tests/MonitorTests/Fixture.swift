import Database
import Engine
import JSON
import Monitor
import Store
import TestSupport
import Time
import Workflows

/// A database with the schema, and the rows that a test puts there.
struct Fixture {
  let connection: Connection
  let statements: Statements
  let database: TestDatabase
  /// Of the database, when the fixture was made.
  let now: Timestamp

  init() async throws {
    database = try await TestDatabase.fresh()
    connection = try await database.connect()
    statements = Statements(.standard)
    _ = try await Migrator(.standard, connection).migrate()
    now = try await connection.execute("select clock_timestamp()").only().get(Timestamp.self, 0)
    for day in 1...10 {
      try await connection.execute(
        "select hatchet.make_partitions(hatchet.day_of($1))", [now - .seconds(86400 * day)])
    }
  }

  var runs: RunReader { RunReader(connection, statements) }
  var logs: LogReader { LogReader(connection, statements) }

  /// Applies a workflow whose tasks run `true`: a name, and what it needs.
  @discardableResult
  func apply(_ name: String, _ tasks: KeyValuePairs<String, [String]> = ["main": []]) async throws -> VersionID {
    let workflow = Workflow(
      name: name,
      tasks: tasks.map { name, needs in
        TaskDefinition(name: name, executor: .run("true"), needs: needs.sorted().map { Need($0) })
      })
    return try await apply(workflow)
  }

  @discardableResult
  func apply(_ workflow: Workflow) async throws -> VersionID {
    let submission = WorkflowTable.Submission(
      name: workflow.name, checksum: workflow.checksum, definition: JSONText(workflow.definitionText), priority: 2,
      inputSchema: nil, directory: nil)
    return try await WorkflowTable(connection, statements).apply([submission])[0].version
  }

  /// A run that no leader has seen; created `age` ago.
  func run(
    _ version: VersionID, age: Duration = .zero, runAt: Timestamp? = nil, metadata: JSONText? = nil,
    input: JSONText = "{}"
  ) async throws -> RunID {
    let row = try await connection.execute(
      """
      insert into hatchet.run (version, created_at, priority, run_at, metadata, input) values ($1, $2, 2, $3, $4, $5)
      returning id, created_at
      """, [version.rawValue, now - age, runAt, metadata, input]
    ).only()
    return RunID(number: try row.get(0), createdAt: try row.get(1))
  }

  /// A live row.
  func live(
    _ run: RunID, _ ordinal: Int = 0, _ state: TaskState = .queued, attempt: Int32 = 0, wakeAt: Timestamp? = nil,
    worker: Int64 = 1, cancelling: Bool = false
  ) async throws {
    let isRunning = state == .running
    try await connection.execute(
      """
      insert into hatchet.live_task (id, run_created_at, version, worker, queued_at, started_at, wake_at, state, epoch,
        attempt, priority, cancelling)
      values ($1, $2, 1, $3, $4, $5, $6, $7::text::hatchet.task_state, 0, $8, 2, $9)
      """,
      [
        TaskID(run: run.number, ordinal: ordinal).rawValue, run.createdAt, isRunning ? worker : nil as Int64?,
        state == .waiting ? nil : now as Timestamp?,
        isRunning ? now : nil as Timestamp?, wakeAt, state.text, max(attempt, isRunning ? 1 : 0), cancelling,
      ])
  }

  /// An attempt that took a second, of worker 1 unless it is a verdict.
  func attempt(
    _ run: RunID, _ ordinal: Int = 0, _ number: Int32 = 1, _ outcome: Outcome = .completed, final: Bool = true,
    exitCode: Int16? = nil, signal: Int16? = nil, output: JSONText? = nil, error: String? = nil,
    at seconds: Int = 0
  ) async throws {
    let isVerdict = outcome == .skipped || outcome == .cancelled
    let start = run.createdAt + .seconds(seconds)
    try await connection.execute(
      """
      insert into hatchet.attempt (run_id, task, attempt, outcome, final, exit_code, signal, run_created_at, worker,
        queued_at, assigned_at, started_at, finished_at, output, error)
      values ($1, $2, $3, $4::text::hatchet.outcome, $5, $6, $7, $8, $9, $8, $10, $10, $11, $12, $13)
      """,
      [
        run.number, Int16(ordinal), number, outcome.text, final, exitCode, signal, run.createdAt,
        isVerdict ? nil : 1 as Int64?, isVerdict ? nil : start as Timestamp?, start + .seconds(1), output, error,
      ])
  }

  func log(
    _ run: RunID, _ ordinal: Int, attempt: Int32 = 1, _ lines: ClosedRange<Int32>, after: Duration = .zero,
    over other: Connection? = nil
  ) async throws {
    for line in lines {
      try await (other ?? connection).execute(
        "insert into hatchet.log_line (run_id, task, attempt, line, created_at, text) values ($1, $2, $3, $4, $5, $6)",
        [
          run.number, Int16(ordinal), attempt, line, run.createdAt + after + .milliseconds(Int(line)),
          "\(ordinal).\(attempt).\(line)",
        ])
    }
  }

  /// A worker whose session holds its lock; its connection.
  func worker(_ name: String = "w", slots: Int, labels: JSONValue = [:]) async throws -> Connection {
    let other = try await database.connect()
    _ = try await WorkerSession(other, statements).register(
      name: name, host: "box", pid: 7, slots: slots, labels: labels)
    return other
  }

  /// A leader that has beaten just now.
  func leader() async throws {
    try await connection.execute(
      "update hatchet.leader set holder = 'box:1', backend = 1, since = clock_timestamp(), beat_at = clock_timestamp()")
  }

  /// Marks all runs so far as read by a leader.
  func takeIn() async throws {
    try await connection.execute(
      "update hatchet.cursor set snapshot = pg_current_snapshot(), floor = now() where log = 'run'")
  }
}

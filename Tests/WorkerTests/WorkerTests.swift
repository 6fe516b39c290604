import ChildProcess
import Database
import Engine
import JSON
import Leader
import Store
import Synchronization
import TestSupport
import Testing
import Worker
import Workflows

@Suite struct WorkerTests {
  @Test func aDiamondRunsWithRetries() async throws {
    let database = try await TestDatabase.fresh()
    let connection = try await database.connect()
    let statements = Statements(.standard)
    _ = try await Migrator(.standard, connection).migrate()
    let text = """
      name: diamond
      tasks:
        a: {run: 'echo "{\\"n\\":1}"'}
        b: {run: 'cat >/dev/null; echo >&2 attempt $HATCHET_ATTEMPT; test $HATCHET_ATTEMPT -ge 2; echo hi', needs: [a], retries: 1, backoff: {factor: 0}}
        c: {run: cat, needs: [a], stdin: parent}
        d: {run: cat, needs: [b, c]}
      """
    let workflows = try Workflow.parse(Array(text.utf8), file: "diamond.yaml", directory: "/tmp")
    let workflow = try #require(workflows.first)
    _ = try await WorkflowTable(connection, statements).apply([
      .init(
        name: workflow.name, checksum: workflow.checksum, definition: JSONText(workflow.definitionText), priority: 2,
        inputSchema: nil, directory: workflow.directory)
    ])
    let inbox = LeaderInbox()
    let finished = Mutex<[RunFinish]>([])
    let done = Doorbell()
    let leader = LeaderService(database.target, statements, inbox: inbox, holder: "test") { event in
      if case .runFinished(let finish) = event {
        finished.withLock { $0.append(finish) }
        done.ring()
      }
    }
    let worker = try WorkerNode(
      WorkerSettings(name: "w", host: "h", pid: 1, slots: 4, environment: [:]), database.target, statements,
      inbox: inbox, scratch: "/tmp"
    ) { _ in }
    let leading = Task { await leader.run() }
    let working = Task { try await worker.run() }
    let run = try await RunLog(connection, statements).enqueue(.init(workflow: "diamond", input: "{\"x\":1}"))
    await done.wait(atMost: .seconds(20))
    #expect(finished.withLock { $0.map(\.status) } == [.completed])
    #expect(finished.withLock { $0.map(\.run) } == [run])
    await worker.drain()
    try await working.value
    inbox.stepDown()
    await leading.value
    let attempts = try await connection.execute(
      """
      select task, attempt, outcome::text, coalesce(output #>> '{}', error) from hatchet.attempt order by task, attempt
      """
    ).decode(Int16.self, Int32.self, String.self, String?.self)
    #expect(
      attempts.map { "\($0.0)#\($0.1) \($0.2)" } == [
        "0#1 completed", "1#1 failed", "1#2 completed", "2#1 completed", "3#1 completed",
      ])
    #expect(attempts[1].3 == "exit code 1")
    #expect(try await connection.execute("select from hatchet.live_task").isEmpty)
    let lines = try await connection.execute(
      "select text from hatchet.log_line order by task, attempt, line"
    ).decode(String.self)
    #expect(lines == ["attempt 1", "attempt 2"])
  }
}

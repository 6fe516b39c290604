import Database
import Engine
import JSON
import Monitor
import Store
import TestSupport
import Testing
import Time

@Suite struct QueueTests {
  @Test func depth() async throws {
    let fixture = try await Fixture()
    let version = try await fixture.apply("abc", ["a": [], "b": ["a"], "c": ["b"]])
    let run = try await fixture.run(version)
    try await fixture.live(run, 0, .running)
    try await fixture.live(run, 1, .queued)
    try await fixture.live(run, 2, .waiting)
    try await fixture.takeIn()
    for _ in 0..<4 { _ = try await fixture.run(version) }
    let depth = try await QueueDepth.read(fixture.connection, fixture.statements)
    #expect(depth.running == 1)
    #expect(depth.queued == 1)
    #expect(depth.waiting == 1)
    #expect(depth.untaken == 4)
    #expect(depth.queuedSince == fixture.now)
    #expect(depth.readAt >= fixture.now)
  }

  @Test func untakenWhileATransactionIsOpen() async throws {
    let fixture = try await Fixture()
    let version = try await fixture.apply("one")
    let other = try await fixture.database.connect()
    try await other.execute("begin")
    try await other.execute("insert into hatchet.run (version, priority) values ($1, 2)", [version.rawValue])
    _ = try await fixture.run(version)
    try await fixture.takeIn()
    func untaken() async throws -> Int {
      try await QueueDepth.read(fixture.connection, fixture.statements).untaken
    }
    #expect(try await untaken() == 0)
    try await other.execute("commit")
    #expect(try await untaken() == 1)
    await other.close()
  }

  @Test func emptyQueue() async throws {
    let fixture = try await Fixture()
    let depth = try await QueueDepth.read(fixture.connection, fixture.statements)
    #expect([depth.queued, depth.waiting, depth.running, depth.untaken] == [0, 0, 0, 0])
    #expect(depth.queuedSince == nil)
  }

  @Test func workers() async throws {
    let fixture = try await Fixture()
    let reader = WorkerReader(fixture.connection, fixture.statements)
    #expect(try await reader.list().isEmpty)
    let first = try await fixture.worker("one", slots: 4, labels: ["zone": "eu", "cores": 8])
    let second = try await fixture.worker("two", slots: 2)
    let session = WorkerSession(fixture.connection, fixture.statements)
    let stopped = try await session.register(name: "three", host: "h", pid: 1, slots: 1, labels: [:])
    try await session.stop(stopped)
    let version = try await fixture.apply("one")
    for _ in 0..<3 { try await fixture.live(try await fixture.run(version), 0, .running, worker: 1) }
    try await fixture.live(try await fixture.run(version), 0, .queued)
    let workers = try await reader.list()
    #expect(workers.map(\.worker.name) == ["one", "two"])
    #expect(workers.map(\.worker.slots) == [4, 2])
    #expect(workers.map(\.running) == [3, 0])
    #expect(workers.map(\.worker.isConnected) == [true, true])
    #expect(workers[0].worker.labels == ["zone": "eu", "cores": 8])
    await first.close()
    await second.close()
  }

  @Test func leader() async throws {
    let fixture = try await Fixture()
    let reader = LeaderReader(fixture.connection, fixture.statements)
    var state = try await reader.state()
    #expect(!state.isAlive)
    #expect(state.holder == nil)
    try await fixture.leader()
    state = try await reader.state()
    #expect(state.isAlive)
    #expect(state.holder == "box:1")
    #expect(state.beatAt != nil)
    #expect(state.epoch == 0)
    try await fixture.connection.execute("update hatchet.leader set beat_at = now() - interval '1 minute'")
    #expect(try await !reader.state().isAlive)
  }

  /// A transaction pooler gives every transaction another session: nothing may stay in one.
  @Test func nothingStaysInTheSession() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("one"))
    let connection = try await fixture.database.connect()
    let runs = RunReader(connection, fixture.statements)
    let logs = LogReader(connection, fixture.statements)
    _ = try await runs.list(RunFilter(workflow: "one"))
    _ = try await runs.list(RunFilter(statuses: [.queued]))
    _ = try await runs.status(run)
    _ = try await runs.detail(run)
    _ = try await runs.output(run)
    _ = try await runs.find("1")
    var position = try await logs.begin(run, tail: 3)
    _ = try await logs.read(&position)
    _ = try await logs.failureTail(run)
    _ = try await WorkerReader(connection, fixture.statements).list()
    _ = try await LeaderReader(connection, fixture.statements).state()
    _ = try await QueueDepth.read(connection, fixture.statements)
    _ = try await ReadOnlySQL(connection).run("select 1")
    let left = try await connection.execute(
      """
      select (select count(*) from pg_prepared_statements) + (select count(*) from pg_cursors where name <> '')
        + (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid())
      """
    ).only().get(Int64.self, 0)
    #expect(left == 0)
    #expect(await !connection.isInTransaction)
    await connection.close()
  }

  @Test func aFailureLeavesTheConnectionUsable() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("one"))
    try await fixture.connection.execute("alter table hatchet.live_task rename to lost")
    let error = await #expect(throws: StoreError.self) { try await fixture.runs.detail(run) }
    #expect(error?.code == .schemaTooOld)
    try await fixture.connection.execute("alter table hatchet.lost rename to live_task")
    #expect(try await fixture.runs.detail(run) != nil)
  }
}

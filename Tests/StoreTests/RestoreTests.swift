import ChildProcess
import Database
import Engine
import Store
import TestSupport
import Testing
import Time

/// A dump of a working database is restored into another cluster, where transaction ids mean something else.
@Suite struct RestoreTests {
  /// What was read stays read, what was not is read once, what comes later too: whatever ids the new cluster gives.
  @Test(arguments: [false, true]) func nothingIsSkippedAndNothingIsReadTwice(isAhead: Bool) async throws {
    let fixture = try await StoreFixture()
    let version = try await fixture.apply()
    // A restore takes some hundreds of ids; how many the server has given out depends on what other tests have done.
    if !isAhead { try await waste(5000, on: fixture.connection) }
    let leadership = try await fixture.lead()
    var tail = Tail(fixture.statements, cursors: try await leadership.readCursors(), limit: 3)
    // All ids below are in the first or the second read.
    for _ in 0..<2 { _ = try await fixture.enqueue() }
    #expect(try await tail.read(leadership).runs.count == 2)
    let read = try await fixture.enqueue()
    try await RunLog(fixture.connection, fixture.statements).cancel([read])
    try await attempt(fixture, run: 1)
    // The old leader's last beat was long before it read this: a beat proves nothing.
    try await fixture.run("update hatchet.leader set beat_at = now() - interval '1 hour'")
    let second = try await tail.read(leadership)
    #expect((second.runs.count, second.commands.count, second.reports.count) == (1, 1, 1))
    // And one that is on its way: of five, three were read.
    try await fixture.run(
      "insert into hatchet.run (version, priority) select \(version), 2 from generate_series(1, 5)")
    #expect(try await tail.read(leadership).runs.count == 3)
    _ = try await leadership.exchange(tail.moves(all: true), relaxed: false, reads: [])
    try await RunLog(fixture.connection, fixture.statements).cancel([read])
    try await attempt(fixture, run: 2)
    await leadership.end()

    let server = try await TestServer.start()
    let restored = try await restore(fixture, into: server)
    let connection = try await restored.connect()
    // The new cluster's ids are far behind the old one's, or ahead.
    let old = try await lastID(fixture.connection)
    while isAhead, try await lastID(connection) <= old { try await waste(500, on: connection) }
    #expect(try await isAhead == (lastID(connection) > old))
    // Somebody enqueues before anybody leads: its id looks old or new.
    let early = try await RunLog(connection, fixture.statements).enqueue(.init(workflow: "w"))
    guard
      case .elected(let heir) = try await Election(restored.connect(), fixture.statements).attempt(as: "heir")
    else { throw NotElected() }
    #expect(heir.afterMove)
    var newTail = Tail(fixture.statements, cursors: try await heir.readCursors(), limit: 2)
    let late = try await RunLog(connection, fixture.statements).enqueue(.init(workflow: "w"))
    var runs: [Int64] = []
    var commands = 0
    var reports: [Int64] = []
    while true {
      let reading = try await newTail.read(heir, oldestLive: read.createdAt)
      runs += reading.runs.map(\.id.number)
      commands += reading.commands.count
      reports += reading.reports.map(\.task.runNumber)
      guard reading.hasMore else { break }
    }
    #expect(runs.sorted() == [7, 8, early.number, late.number])
    #expect(commands == 1)
    #expect(reports == [2])
    _ = try await heir.exchange(newTail.moves(all: true), relaxed: false, reads: [])
    await heir.end()

    // A second start moves nothing.
    guard
      case .elected(let next) = try await Election(restored.connect(), fixture.statements).attempt(as: "next")
    else { throw NotElected() }
    #expect(!next.afterMove)
    var lastTail = Tail(fixture.statements, cursors: try await next.readCursors())
    #expect(try await lastTail.read(next, oldestLive: read.createdAt).isEmpty)
    await next.end()
    try await server.remove()
  }

  /// The logs refuse changes again, afterwards.
  @Test func theLogsStayAppendOnly() async throws {
    let fixture = try await StoreFixture()
    try await fixture.apply()
    _ = try await fixture.enqueue()
    try await fixture.run("update hatchet.leader set system_identifier = 1, beat_at = now()")
    let leadership = try await fixture.lead()
    #expect(leadership.afterMove)
    await #expect(throws: DatabaseError.self) { try await fixture.run("delete from hatchet.run") }
    await #expect(throws: DatabaseError.self) { try await fixture.run("update hatchet.attempt set final = true") }
  }

  private func lastID(_ connection: Connection) async throws -> TransactionID {
    try await connection.execute("select pg_snapshot_xmax(pg_current_snapshot())").only().get(TransactionID.self, 0)
  }

  /// Uses up so many transaction ids.
  private func waste(_ count: Int, on connection: Connection) async throws {
    let waste = (0..<count).map { _ in "select pg_current_xact_id(); commit; begin;" }.joined(separator: " ")
    try await connection.simple("begin; \(waste) commit")
  }

  private func attempt(_ fixture: StoreFixture, run: Int) async throws {
    try await fixture.run(
      """
      insert into hatchet.attempt (run_id, task, attempt, outcome, final, run_created_at, worker, finished_at)
      select \(run), 0, 1, 'completed', true, created_at, 1, clock_timestamp() from hatchet.run where id = \(run)
      """)
  }

  private func restore(_ fixture: StoreFixture, into server: TestServer) async throws -> TestDatabase {
    let script = """
      bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
      "$bin/pg_dump" -Fc "$SOURCE" > dump
      "$bin/pg_restore" -d "$TARGET" --exit-on-error dump
      """
    let folder = TestFolder()
    var request = SpawnRequest(
      ["/bin/sh", "-eu", "-c", script],
      environment: ["PATH": "/usr/bin:/bin", "SOURCE": fixture.database.url, "TARGET": server.url()],
      directory: folder.path)
    request.error = .collect(limit: 65_536)
    request.timeLimit = .seconds(120)
    let result = try await Child.run(request)
    try #require(result.exit.isSuccess, "\(String(decoding: result.errorOutput, as: UTF8.self))")
    return TestDatabase(target: try server.target(), url: server.url())
  }
}

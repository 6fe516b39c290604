import Database
import Engine
import Leader
import Store
import TestSupport
import Testing

@testable import Worker

/// A worker in another process than the leader's: assignments through the table, reports through the log.
@Suite struct RemoteWorkerTests {
  private let blocked = """
    name: blocked
    tasks: {a: {run: "echo $HATCHET_ATTEMPT > started; read line < go", env: {MARK: '$DIR'}, retries: 1}}
    """

  @Test func doesWhatAnotherProcessLeads() async throws {
    let fixture = try await WorkerFixture()
    try await fixture.apply(
      """
      name: diamond
      tasks:
        a: {run: 'echo 1; echo >&2 $HATCHET_ATTEMPT/$HATCHET_MAX_ATTEMPTS'}
        b: {run: 'echo >&2 $HATCHET_ATTEMPT/$HATCHET_MAX_ATTEMPTS; test $HATCHET_ATTEMPT = 3', needs: [a], retries: 2, backoff: {factor: 0}}
        c: {run: 'test $HATCHET_ATTEMPT = 2 || exit 75; cat', needs: [a], stdin: parent}
        d: {run: 'cat > /dev/null; exit 7', needs: [b, c], retries: 1, backoff: {factor: 0}}
      """)
    let engine = fixture.startEngine()
    let worker = try fixture.startWorker()
    let run = try await fixture.enqueue("diamond")
    #expect(try await engine.finished(run) == .failed)
    #expect(
      try await fixture.attempts(of: run, "task, attempt, outcome, final, exit_code, output")
        == [
          ["0", "1", "completed", "t", "0", "1\n"], ["1", "1", "failed", "f", "1", "-"],
          ["1", "2", "failed", "f", "1", "-"], ["1", "3", "completed", "t", "0", "-"],
          ["2", "1", "deferred", "f", "75", "-"], ["2", "2", "completed", "t", "0", "1\n"],
          ["3", "1", "failed", "f", "7", "-"], ["3", "2", "failed", "t", "7", "-"],
        ])
    let worker1 = try await worker.registered()
    #expect(
      try await fixture.database.rows(
        """
        select by_leader, worker, queued_at <= assigned_at + interval '1 second', assigned_at <= finished_at,
          started_at <= finished_at, count(*) from hatchet.attempt group by 1, 2, 3, 4, 5
        """) == [["f", "\(worker1)", "t", "t", "t", "8"]])
    #expect(
      try await fixture.database.rows("select task, attempt, text from hatchet.log_line order by 1, 2")
        == [["0", "1", "1/1"], ["1", "1", "1/3"], ["1", "2", "2/3"], ["1", "3", "3/3"]])
    try await worker.stop()
    await engine.stop()
    #expect(engine.events.events.allSatisfy { if case .refused = $0 { false } else { true } })
  }

  /// It keeps its attempt, and reports it by another connection.
  @Test func goesOnWhenItsConnectionBreaks() async throws {
    let fixture = try await WorkerFixture()
    let pipes = (started: fixture.folder.makePipe("started"), go: fixture.folder.makePipe("go"))
    try await fixture.apply(blocked)
    let engine = fixture.startEngine()
    let worker = try fixture.startWorker()
    let run = try await fixture.enqueue("blocked")
    _ = await fixture.folder.read(pipes.started)
    let session =
      "select pid from pg_stat_activity where datname = current_database() and application_name = 'hatchet worker'"
    let old = try await fixture.number("select pid::bigint from (\(session)) s")
    try await fixture.connection.simple("select pg_terminate_backend(\(old))")
    _ = try await eventually("another connection, with the lock") {
      try await fixture.number(
        "select count(*) from pg_locks where locktype = 'advisory' and objid = 1 and pid <> \(old) and pid in (\(session))"
      )
        == 1 ? true : nil
    }
    await fixture.folder.release(pipes.go)
    #expect(try await engine.finished(run) == .completed)
    #expect(try await fixture.attempts(of: run, "attempt, outcome") == [["1", "completed"]])
    // And it takes more.
    let next = try await fixture.enqueue("blocked")
    _ = await fixture.folder.read(pipes.started)
    await fixture.folder.release(pipes.go)
    #expect(try await engine.finished(next) == .completed)
    _ = try await worker.registered(1)
    try await worker.stop()
    await engine.stop()
    #expect(try await fixture.number("select count(*) from hatchet.worker") == 1)
  }

  /// Given up for dead, it kills what it runs, and starts anew under another id.
  @Test func startsAnewWhenItWasGivenUp() async throws {
    let fixture = try await WorkerFixture()
    let pipes = (started: fixture.folder.makePipe("started"), go: fixture.folder.makePipe("go"))
    try await fixture.apply(blocked)
    let engine = fixture.startEngine()
    let worker = try fixture.startWorker()
    let run = try await fixture.enqueue("blocked")
    _ = await fixture.folder.read(pipes.started)
    let before = MarkedProcesses.ids("MARK=\(fixture.folder.path)")
    #expect(before.count == 1)
    try await fixture.connection.simple("update hatchet.worker set stopped_at = now()")
    #expect(try await worker.registered(2) > worker.registered(1))
    #expect(await fixture.folder.read(pipes.started) == "2\n")
    #expect(Set(MarkedProcesses.ids("MARK=\(fixture.folder.path)")).isDisjoint(with: before))
    await fixture.folder.release(pipes.go)
    #expect(try await engine.finished(run) == .completed)
    #expect(try await fixture.attempts(of: run, "attempt, outcome").last == ["2", "completed"])
    try await worker.stop()
    await engine.stop()
  }

  /// It says that it was paused, and does not forget it when it has to begin anew.
  @Test func staysPausedUnderItsNextId() async throws {
    let fixture = try await WorkerFixture()
    try await fixture.apply("name: say\ntasks: {a: {run: 'echo 1'}}")
    let worker = try fixture.startWorker()
    let first = WorkerID(rawValue: try await worker.registered())
    try await fixture.statements.order(.pause, [first], over: fixture.connection)
    _ = try await worker.events.first("a pause") { event in if case .paused(true) = event { true } else { nil } }
    try await fixture.connection.simple("update hatchet.worker set stopped_at = now()")
    let second = WorkerID(rawValue: try await worker.registered(2))
    // A leader that comes only now knows nothing else.
    let engine = fixture.startEngine()
    let run = try await fixture.enqueue("say")
    #expect(
      try await fixture.database.rows("select id, paused from hatchet.worker order by id")
        == [["\(first.rawValue)", "t"], ["\(second.rawValue)", "t"]])
    // Of two workers, the one that may takes it.
    let other = try fixture.startWorker()
    #expect(try await engine.finished(run) == .completed)
    #expect(try await fixture.attempts(of: run, "worker") == [["\(try await other.registered())"]])
    try await other.stop()
    let next = try await fixture.enqueue("say")
    try await fixture.statements.order(.resume, [second], over: fixture.connection)
    #expect(try await engine.finished(next) == .completed)
    #expect(try await fixture.attempts(of: next, "worker") == [["\(second.rawValue)"]])
    try await worker.stop()
    await engine.stop()
  }

  /// Asked for in SQL, from wherever.
  @Test func leavesWhenItIsDrained() async throws {
    let fixture = try await WorkerFixture()
    let pipes = (started: fixture.folder.makePipe("started"), go: fixture.folder.makePipe("go"))
    try await fixture.apply(blocked)
    let engine = fixture.startEngine()
    let worker = try fixture.startWorker()
    let run = try await fixture.enqueue("blocked")
    _ = await fixture.folder.read(pipes.started)
    let id = WorkerID(rawValue: try await worker.registered())
    try await fixture.statements.order(.drain, [id], over: fixture.connection)
    _ = try await worker.events.first("its leaving") { event in if case .draining(1) = event { true } else { nil } }
    await fixture.folder.release(pipes.go)
    try await worker.left()
    #expect(try await engine.finished(run) == .completed)
    #expect(try await fixture.attempts(of: run, "attempt, outcome") == [["1", "completed"]])
    await engine.stop()
  }

  /// The leader goes and another process leads: the worker notices nothing.
  @Test func outlivesItsLeader() async throws {
    let fixture = try await WorkerFixture()
    let pipes = (started: fixture.folder.makePipe("started"), go: fixture.folder.makePipe("go"))
    try await fixture.apply(blocked)
    let first = fixture.startEngine()
    let worker = try fixture.startWorker()
    let run = try await fixture.enqueue("blocked")
    _ = await fixture.folder.read(pipes.started)
    await first.stop()
    await fixture.folder.release(pipes.go)
    let second = fixture.startEngine()
    #expect(try await second.finished(run) == .completed)
    #expect(try await fixture.attempts(of: run, "attempt, outcome, final") == [["1", "completed", "t"]])
    try await worker.stop()
    await second.stop()
  }

  /// The leader of its own process loses its leadership: what it had assigned in memory is killed, and runs again.
  @Test func aLocalWorkerStartsAnewWhenItsLeaderIsDeposed() async throws {
    let fixture = try await WorkerFixture()
    let pipes = (started: fixture.folder.makePipe("started"), go: fixture.folder.makePipe("go"))
    try await fixture.apply(blocked)
    let engine = fixture.startEngine()
    let worker = try fixture.startWorker(with: engine)
    let run = try await fixture.enqueue("blocked")
    #expect(await fixture.folder.read(pipes.started) == "1\n")
    let before = MarkedProcesses.ids("MARK=\(fixture.folder.path)")
    try await fixture.connection.simple("select pg_terminate_backend(backend) from hatchet.leader")
    _ = try await worker.registered(2)
    let attempt = await fixture.folder.read(pipes.started)
    #expect(attempt > "1\n")
    #expect(Set(MarkedProcesses.ids("MARK=\(fixture.folder.path)")).isDisjoint(with: before))
    await fixture.folder.release(pipes.go)
    #expect(try await engine.finished(run) == .completed)
    let rows = try await fixture.attempts(of: run, "attempt, outcome, final")
    #expect(rows.last.map { [$0[1], $0[2]] } == ["completed", "t"])
    #expect(rows.dropLast().allSatisfy { $0[2] == "f" })
    try await worker.stop()
    await engine.stop()
  }

  /// A record that the table refuses is replaced by one that it takes; those beside it are kept as they are.
  @Test func aReportThatTheTableRefusesIsAFailure() async throws {
    let fixture = try await WorkerFixture()
    try await fixture.apply("name: say\ntasks: {a: {run: 'cat', stdin: input}}")
    try await fixture.connection.simple(
      "alter table hatchet.attempt add constraint no_two check (output::text is distinct from '2')")
    let engine = fixture.startEngine()
    let runs = [
      try await fixture.enqueue("say", input: "1"), try await fixture.enqueue("say", input: "2"),
      try await fixture.enqueue("say", input: "3"),
    ]
    let worker = try fixture.startWorker()
    #expect(try await engine.finished(runs[0]) == .completed)
    #expect(try await engine.finished(runs[1]) == .failed)
    #expect(try await engine.finished(runs[2]) == .completed)
    let row = try await fixture.attempts(of: runs[1], "outcome, final, exit_code, error")[0]
    #expect(row.prefix(3) == ["failed", "t", "0"])
    #expect(row[3].hasPrefix("unable to store the attempt's record: "))
    try await worker.stop()
    await engine.stop()
  }
}

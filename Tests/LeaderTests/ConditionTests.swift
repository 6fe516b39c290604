import Database
import Engine
import Leader
import Store
import TestSupport
import Testing
import Time

/// Tasks that wait, on a real database: what they wait for is not lost, whatever dies meanwhile.
@Suite struct ConditionTests {
  private static let patient = """
    name: patient
    tasks:
      a:
        wait_for: [{event: "go:${input.n}"}, {sleep: 30d}]
        run: 'true'
    """

  private func waiting(_ fixture: LeaderFixture) async throws {
    _ = try await eventually("that the task waits") {
      try await fixture.number("select count(*) from hatchet.live_task where waits_since is not null") > 0 ? true : nil
    }
  }

  private func matched(_ fixture: LeaderFixture, _ count: Int64) async throws {
    _ = try await eventually("a match") {
      try await fixture.number("select count(*) from hatchet.event_match") == count ? true : nil
    }
  }

  /// Trap 47: an event and thirty days; leaders come and go, the workflow changes, old days are pruned.
  @Test func aWaitOutlivesWhatMayHappen() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(Self.patient)
    var leader = fixture.startLeader()
    try await leader.elected()
    let run = try await fixture.log.enqueue(.init(workflow: "patient", input: #"{"n": 7}"#))
    try await waiting(fixture)
    await leader.crash()

    // Told while nobody listens.
    _ = try await fixture.connection.execute("select hatchet.push_event('go:6'), hatchet.push_event('go:7')")
    try await fixture.apply("name: patient\ntasks: {other: {run: 'false'}}")
    leader = fixture.startLeader("second")
    try await leader.elected()
    try await matched(fixture, 1)
    await leader.stop()
    let plan = try await PartitionTable(fixture.connection, fixture.statements).plan(
      before: Day(containing: WallClock.now()).advanced(by: 2))
    #expect(
      !plan.dropped.contains {
        ["run", "event_match", "attempt"].contains($0.log) && $0.day == Day(containing: run.createdAt)
      })

    // Thirty days go by.
    try await fixture.connection.simple(
      "update hatchet.live_task set waits_since = waits_since - interval '31 days', wake_at = null")
    leader = fixture.startLeader("third")
    let worker = try await LocalTestWorker(fixture, leader.inbox)
    let assignment = try await worker.started(run)
    worker.report(assignment, .completed)
    #expect(try await leader.finished(run) == .completed)
    try await worker.leave()
    await leader.stop()
  }

  /// Trap 7: an event that was pushed before there was anybody to wait for it counts for who asks for it, and no other.
  @Test func anEventOfBeforeCountsIfItIsAskedFor() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(
      """
      name: late
      tasks:
        a: {run: 'true', wait_for: [{event: "paid:*", when: "input.n == 7", since: 1h}]}
        b: {run: 'true', wait_for: [{event: "paid:*", when: "input.n == 7"}]}
      """)
    _ = try await fixture.connection.execute(
      #"select hatchet.push_event('paid:x', '{"n": 7}'), hatchet.push_event('paid:y', '{"n": 8}')"#)
    let leader = fixture.startLeader()
    let worker = try await LocalTestWorker(fixture, leader.inbox)
    let log = fixture.log
    _ = try await eventually("that they are read") { try await log.isIdle() ? true : nil }
    let run = try await fixture.enqueue("late")
    worker.report(try await worker.started(run), .completed)
    #expect(try await fixture.database.rows("select key, task from hatchet.event_match") == [["paid:x", "0"]])
    #expect(try await fixture.database.rows("select state from hatchet.live_task where id & 4095 = 1") == [["waiting"]])
    _ = try await fixture.connection.execute(#"select hatchet.push_event('paid:z', '{"n": 7}')"#)
    worker.report(try await worker.started(run, task: 1), .completed)
    #expect(try await leader.finished(run) == .completed)
    try await worker.leave()
    await leader.stop()
  }

  /// Many keys, each awaited by one run; leaders are cut off all the while.
  @Test func eachEventWakesItsRunOnce() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(
      """
      name: one
      tasks: {a: {run: 'true', wait_for: [{event: "key:${input.n}"}]}}
      """)
    let count = 300
    let first = fixture.startLeader()
    let second = fixture.startLeader("second")
    for n in 0..<count { _ = try await fixture.log.enqueue(.init(workflow: "one", input: .init("{\"n\": \(n)}"))) }
    let worker = try await fixture.startWorker(slots: 50)
    let working = worker.completeAll(fixture)
    for n in 0..<count {
      _ = try await fixture.connection.execute("select hatchet.push_event($1)", ["key:\(n)"])
      if n % 60 == 30 {
        try await fixture.connection.simple(
          "select pg_terminate_backend(backend) from hatchet.leader where backend is not null")
      }
    }
    _ = try await eventually("that all have run") {
      try await fixture.number("select count(*) from hatchet.attempt where outcome = 'completed'") == Int64(count)
        ? true : nil
    }
    #expect(try await fixture.number("select count(*) from hatchet.event_match") == Int64(count))
    #expect(
      try await fixture.number("select count(*) from (select distinct run_id, event_id from hatchet.event_match) m")
        == Int64(count))
    working.cancel()
    try await worker.leave()
    await first.stop()
    await second.stop()
  }

  /// What a parent gave decides, and what it costs is one look at the tables.
  @Test func whatAParentGaveDecides() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(
      """
      name: choice
      tasks:
        a: {run: 'true'}
        small: {needs: [a], skip_if: [{parent: a, when: "output.n > 3"}], run: 'true'}
        large: {needs: [{task: a, when: "output.n > 3"}], run: 'true'}
        broken: {needs: [{task: a, when: "output.other == 1"}], run: 'true'}
      """)
    let leader = fixture.startLeader()
    let worker = try await fixture.startWorker()
    let run = try await fixture.enqueue("choice")
    let order = try await worker.start(of: run)
    try await WorkerSession(fixture.connection, fixture.statements).appendAttempts([
      AttemptRow(
        task: order.task, runCreatedAt: run.createdAt, attempt: order.attempt, outcome: .completed, final: true,
        worker: worker.id, finishedAt: WallClock.now(), output: #"{"n": 5}"#)
    ])
    // In the order of their names: a, broken, large, small.
    try await worker.report(try await worker.start(of: run, task: 2), .completed, fixture)
    #expect(try await leader.finished(run) == .failed)
    #expect(
      try await fixture.attempts(of: run) == ["0/1 completed!", "1/1 failed!", "2/1 completed!", "3/1 skipped!"])
    try await worker.leave()
    await leader.stop()
  }
}

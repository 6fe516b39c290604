import Database
import Engine
import Leader
import Store
import TestSupport
import Testing
import Time

/// Writers notify a leader that sleeps, and only such a one.
@Suite struct NoticeTests {
  private let simple = "name: simple\ntasks: {a: {run: 'true'}}"

  private func heard(_ connection: Connection) async -> String? {
    for await notification in connection.notifications { return notification.payload }
    return nil
  }

  @Test func nobodyNotifiesALeaderThatIsAwake() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(simple)
    let listener = try await fixture.connect()
    try await listener.listen("hatchet.leader")
    let run = try await fixture.enqueue("simple")
    try await fixture.log.cancel([run])
    try await fixture.connection.simple("notify \"hatchet.leader\", 'end'")
    #expect(await heard(listener) == "end")
  }

  @Test(arguments: ["run", "command", "attempt", "worker"])
  func whoeverWritesNotifiesALeaderThatSleeps(log: String) async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(simple)
    let run = try await fixture.enqueue("simple")
    try await fixture.connection.simple("update hatchet.leader set asleep = true")
    let listener = try await fixture.connect()
    try await listener.listen("hatchet.leader")
    switch log {
    case "run": _ = try await fixture.enqueue("simple")
    case "command": try await fixture.log.cancel([run])
    case "attempt":
      try await WorkerSession(fixture.connection, fixture.statements).appendAttempts([
        AttemptRow(
          task: TaskID(run: run.number, ordinal: 0), runCreatedAt: run.createdAt, attempt: 1, outcome: .failed,
          final: true, worker: WorkerID(rawValue: 1), finishedAt: run.createdAt)
      ])
    default: _ = try await fixture.startWorker()
    }
    #expect(await heard(listener) == log)
    // The leader itself writes without a word.
    _ = try await fixture.connection.execute(fixture.statements.once("configure_writer"))
    _ = try await fixture.enqueue("simple")
    try await fixture.connection.simple("notify \"hatchet.leader\", 'end'")
    #expect(await heard(listener) == "end")
  }

  /// A leader that never looks by itself, so that it knows only what it is told, and its worker.
  private func deafLeader(_ fixture: LeaderFixture) async throws -> (leader: TestLeader, worker: LocalTestWorker) {
    var pace = LeaderPace()
    (pace.poll, pace.look) = (.seconds(3600), .seconds(3600))
    let leader = fixture.startLeader(pace: pace)
    try await leader.elected()
    return (leader, try await LocalTestWorker(fixture, leader.inbox))
  }

  private func sleep(of leader: TestLeader, _ fixture: LeaderFixture) async throws {
    _ = try await eventually("its sleep") {
      try await fixture.number("select count(*) from hatchet.leader where asleep") == 1 ? true : nil
    }
  }

  @Test func aSleepingLeaderHearsOfWhatIsWritten() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(simple)
    let (leader, worker) = try await deafLeader(fixture)
    for _ in 0..<3 {
      try await sleep(of: leader, fixture)
      let run = try await fixture.enqueue("simple")
      _ = try await worker.started(run)
      try await fixture.log.cancel([run])
      _ = try await worker.orders.first("the order to stop") { order in
        if case .stop(let stop) = order, stop.task.runNumber == run.number { true } else { nil }
      }
    }
    await leader.crash()
  }

  /// A run that was enqueued by a transaction that began when the leader was awake, and committed when it slept.
  @Test func aSleepingLeaderMissesNobodyWhoBeganBefore() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(simple)
    let writer = try await fixture.connect()
    try await writer.simple("begin; select hatchet.enqueue('simple')")
    let (leader, worker) = try await deafLeader(fixture)
    try await sleep(of: leader, fixture)
    // It beats in its sleep: by the second beat it is over whatever it did before.
    var beats: Set<String> = []
    _ = try await eventually("two more beats") {
      beats.insert(try await fixture.database.rows("select beat_at from hatchet.leader")[0][0])
      return beats.count > 2 ? true : nil
    }
    try await writer.simple("commit")
    _ = try await worker.orders.wait(for: "the run") { !$0.isEmpty }
    await leader.crash()
  }

  /// A worker that came while the leader was awake, and told it nothing.
  @Test func aLeaderThatFallsAsleepLooksForWorkersOnceMore() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(simple)
    let silent = try await fixture.connect()
    try await silent.simple("begin; insert into hatchet.worker (name, host, pid, slots) values ('early', 'h', 1, 1)")
    let (leader, _) = try await deafLeader(fixture)
    try await sleep(of: leader, fixture)
    // It is nobody's, so that the leader gives it up as soon as it sees it and the grace is over.
    try await silent.simple("commit")
    _ = try await leader.events.first("its loss") { event in if case .workerLost = event { true } else { nil } }
    await leader.crash()
  }
}

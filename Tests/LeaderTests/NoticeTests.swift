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

  /// Long before it would look by itself.
  @Test func aSleepingLeaderHearsOfARunAtOnce() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(simple)
    let leader = fixture.startLeader()
    let worker = try await fixture.startWorker()
    var delays: [Duration] = []
    for _ in 0..<5 {
      _ = try await eventually("its sleep") {
        try await fixture.number("select count(*) from hatchet.leader where asleep") == 1 ? true : nil
      }
      let begin = ContinuousClock.now
      let run = try await fixture.enqueue("simple")
      let order = try await worker.start(of: run)
      delays.append(.now - begin)
      try await worker.report(order, .completed, fixture)
      #expect(try await leader.finished(run) == .completed)
    }
    // It looks by itself after 5 s. One may be in the way of something else on a busy machine.
    #expect(delays.sorted()[2] < .seconds(1), "\(delays)")
    await leader.stop()
  }

  /// A run that was enqueued by a transaction that began when the leader was awake, and committed when it slept.
  @Test func aSleepingLeaderMissesNobodyWhoBeganBefore() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(simple)
    let writer = try await fixture.connect()
    try await writer.simple("begin; select hatchet.enqueue('simple')")
    let leader = fixture.startLeader()
    let worker = try await fixture.startWorker()
    _ = try await eventually("its sleep") {
      try await fixture.number("select count(*) from hatchet.leader where asleep") == 1 ? true : nil
    }
    let begin = ContinuousClock.now
    try await writer.simple("commit")
    _ = try await worker.starts.wait(for: "the run") { !$0.isEmpty }
    #expect(ContinuousClock.now - begin < .seconds(3))
    await leader.stop()
  }
}

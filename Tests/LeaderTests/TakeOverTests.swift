import Database
import Engine
import Leader
import Store
import TestSupport
import Testing
import Time

/// What a new leader makes of what it finds.
@Suite struct TakeOverTests {
  private let workflows = """
    name: simple
    tasks: {a: {run: 'true', retries: 3, backoff: {factor: 0}}}
    ---
    name: diamond
    tasks:
      a: {run: 'true'}
      b: {run: 'true', needs: [a]}
      c: {run: 'true', needs: [a]}
      d: {run: 'true', needs: [b, c]}
    """

  /// Queued, waiting and running rows, finished parts of a graph, reports, commands and runs that nobody has read.
  @Test func goesOnWhereTheOldOneStopped() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(workflows)
    let first = fixture.startLeader()
    let worker = try await fixture.startWorker(slots: 2)
    let diamond = try await fixture.enqueue("diamond")
    try await worker.report(worker.start(of: diamond), .completed, fixture)
    let b = try await worker.start(of: diamond, task: 1)
    let c = try await worker.start(of: diamond, task: 2)
    let queued = try await fixture.enqueue("simple")
    let unwanted = try await fixture.enqueue("simple")
    let waiting = try await fixture.enqueue("simple", at: WallClock.now() + .seconds(3600))
    _ = try await eventually("their rows") {
      try await fixture.number("select count(*) from hatchet.live_task where state <> 'running'") == 4 ? true : nil
    }
    await first.crash()

    try await worker.report(b, .completed, fixture)
    try await fixture.log.cancel([unwanted])
    let new = try await fixture.enqueue("simple")
    let second = fixture.startLeader()
    #expect(try await second.elected().afterCrash)
    #expect(try await second.finished(unwanted) == .cancelled)
    // The unrecorded starts that there may have been are skipped: the numbers go on after them.
    let order = try await worker.start(of: queued)
    #expect(order.attempt == 2)
    try await worker.report(order, .completed, fixture)
    #expect(try await second.finished(queued) == .completed)
    try await worker.report(c, .completed, fixture)
    try await worker.report(worker.start(of: new), .completed, fixture)
    #expect(try await second.finished(new) == .completed)
    try await worker.report(worker.start(of: diamond, task: 3), .completed, fixture)
    #expect(try await second.finished(diamond) == .completed)
    await second.stop()

    // The last may have been started once without a record, for all that the second leader knew.
    #expect(
      try await fixture.attempts(of: diamond)
        == ["0/1 completed!", "1/1 completed!", "2/1 completed!", "3/2 completed!"])
    #expect(try await fixture.attempts(of: waiting).isEmpty)
    #expect(second.refusals().isEmpty)
    let left = try await fixture.database.rows("select id >> 12, state from hatchet.live_task")
    #expect(left == [["\(waiting.number)", "waiting"]])
  }

  /// A worker that ended its task, reported it and left, while nobody led: the task is not run again.
  @Test func believesTheLastReportOfAWorkerThatHasLeft() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(workflows)
    let first = fixture.startLeader()
    let worker = try await fixture.startWorker()
    let run = try await fixture.enqueue("simple")
    let order = try await worker.start(of: run)
    await first.crash()
    try await worker.report(order, .completed, fixture)
    try await worker.leave()
    let second = fixture.startLeader()
    #expect(try await second.finished(run) == .completed)
    await second.stop()
    #expect(try await fixture.attempts(of: run) == ["0/1 completed!"])
    #expect(second.refusals().isEmpty)
  }

  /// Trap 3: what a worker held that is gone, one leader later: it is lost, and runs again elsewhere; only that counts.
  @Test func runsWhatAWorkerTookWithIt() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(workflows)
    let first = fixture.startLeader()
    let worker = try await fixture.startWorker()
    let run = try await fixture.enqueue("simple")
    let order = try await worker.start(of: run)
    await first.crash()
    await worker.vanish()
    let heir = try await fixture.startWorker()
    let second = fixture.startLeader()
    let again = try await heir.start(of: run)
    #expect(again.attempt == 2)
    // Too late.
    try await worker.report(order, .completed, fixture)
    try await heir.report(again, .completed, fixture)
    #expect(try await second.finished(run) == .completed)
    await second.stop()
    #expect(try await fixture.attempts(of: run) == ["0/1 lost", "0/2 completed!"])
    #expect(
      try await fixture.database.rows("select id from hatchet.worker where stopped_at is not null")
        == [["\(worker.id.rawValue)"]])
  }

  /// An attempt that was started without a record is not started again under its number.
  @Test func skipsTheNumbersThatMayHaveBeenUsed() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(workflows)
    let first = fixture.startLeader()
    try await first.elected()
    let local = try await LocalTestWorker(fixture, first.inbox, slots: 1)
    let (one, two) = (try await fixture.enqueue("simple"), try await fixture.enqueue("simple"))
    let started = try await local.started(one)
    _ = try await eventually("the second in the queue") {
      try await fixture.number("select count(*) from hatchet.live_task where state = 'queued'") == 1 ? true : nil
    }
    local.report(started, .completed)
    #expect(try await local.started(two).attempt == 1)
    // It did not wait for the record of the first.
    _ = try await eventually("the record") { try await fixture.attempts(of: one).first }
    await first.crash()
    await local.vanish()

    let second = fixture.startLeader()
    let heir = try await fixture.startWorker()
    let order = try await heir.start(of: two)
    #expect(order.attempt == 2)
    try await heir.report(order, .completed, fixture)
    #expect(try await second.finished(two) == .completed)
    await second.stop()
    #expect(try await fixture.attempts(of: one) == ["0/1 completed!"])
  }

  /// After a clean end no number is skipped, for what was started is recorded.
  @Test func skipsNoNumberAfterACleanEnd() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(workflows)
    let first = fixture.startLeader()
    let run = try await fixture.enqueue("simple")
    _ = try await eventually("its row") {
      try await fixture.number("select count(*) from hatchet.live_task") == 1 ? true : nil
    }
    await first.stop()
    let second = fixture.startLeader()
    let worker = try await fixture.startWorker()
    #expect(try await worker.start(of: run).attempt == 1)
    await second.stop()
  }

  /// A run of a version that this binary cannot read ends, and says why.
  @Test func aRunThatNobodyCanReadFails() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.database.apply(#"{"name":"future","tasks":{"a":{"quantum":true}}}"#, name: "future")
    let leader = fixture.startLeader()
    let run = try await fixture.enqueue("future")
    #expect(try await leader.finished(run) == .failed)
    #expect(
      leader.events.events.contains { event in
        if case .warning(.unknownVersion(run, _)) = event { true } else { false }
      })
    await leader.stop()
    #expect(try await fixture.attempts(of: run) == ["0/1 failed!"])
  }

  /// The partition of a finished day was dropped, and then a run of that day is replayed.
  @Test func aDayThatWasDroppedGetsItsPartitionBack() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(workflows)
    let leader = fixture.startLeader()
    let run = try await fixture.enqueue("simple")
    _ = try await eventually("its row") {
      try await fixture.number("select count(*) from hatchet.live_task") == 1 ? true : nil
    }
    let partition = try await fixture.database.rows(
      "select partition from hatchet.partition_day where log = 'attempt' and day = hatchet.day_of(now())")[0][0]
    try await fixture.connection.simple("drop table \(partition)")
    try await fixture.log.cancel([run])
    #expect(try await leader.finished(run) == .cancelled)
    await leader.stop()
    #expect(try await fixture.attempts(of: run) == ["0/1 cancelled!"])
  }
}

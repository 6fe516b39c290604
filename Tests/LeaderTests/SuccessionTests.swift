import Database
import Engine
import Leader
import Store
import TestSupport
import Testing
import Time

/// Who leads, and how one follows the other.
@Suite struct SuccessionTests {
  private let simple = "name: simple\ntasks: {a: {run: 'true'}}"

  @Test func whoStepsDownHandsOver() async throws {
    let fixture = try await LeaderFixture()
    let (first, second) = (fixture.startLeader("first"), fixture.startLeader("second"))
    let events = EventLog<Int>()
    for (number, leader) in [first, second].enumerated() {
      Task {
        try await leader.elected()
        events.append(number)
      }
    }
    let winner = try await events.wait(for: "a leader") { !$0.isEmpty }[0]
    let (old, new) = winner == 0 ? (first, second) : (second, first)
    _ = try await new.events.first("the other's standing by") { event in
      if case .standingBy = event { true } else { nil }
    }
    let before = try await old.elected()
    await old.stop()
    let after = try await new.elected()
    #expect(after.epoch == before.epoch)
    #expect(!after.afterCrash)
    await new.stop()
  }

  @Test func whoDiesIsFollowedInANewEpoch() async throws {
    let fixture = try await LeaderFixture()
    let first = fixture.startLeader()
    let before = try await first.elected()
    await first.crash()
    let second = fixture.startLeader()
    let after = try await second.elected()
    #expect(after.epoch == before.epoch + 1)
    #expect(after.afterCrash)
    await second.stop()
    let third = fixture.startLeader()
    #expect(try await third.elected().epoch == after.epoch)
    await third.stop()
  }

  /// The one whose session holds the lock, and who does nothing: only after the silence.
  @Test func whoHangsIsDeposed() async throws {
    let fixture = try await LeaderFixture()
    guard
      case .elected(let hung) = try await Election(fixture.connect(), fixture.statements).attempt(as: "hung")
    else { throw NotElected() }
    var pace = LeaderPace()
    pace.silence = .seconds(3600)
    let patient = fixture.startLeader(pace: pace)
    let holder = try await patient.events.first("its standing by") { event in
      if case .standingBy(let holder) = event { holder } else { nil }
    }
    #expect(holder == "hung")
    await patient.stop()
    pace.silence = .milliseconds(1)
    let hasty = fixture.startLeader(pace: pace)
    _ = try await hasty.events.first("a deposition") { event in if case .deposed = event { true } else { nil } }
    #expect(try await hasty.elected().epoch == hung.epoch + 1)
    let error = await #expect(throws: StoreError.self) {
      try await hung.exchange([hung.beat], relaxed: true, reads: [])
    }
    #expect(error?.code == .leadershipLost)
    await hasty.stop()
  }

  /// What a leader sends that was cut off and deposed meanwhile, is not written, whether or not it was on its way.
  @Test(arguments: [true, false]) func whoWasCutOffWritesNothing(wasSent: Bool) async throws {
    let fixture = try await LeaderFixture()
    let way = try TestProxy.machine(22, to: fixture.database)
    defer { way.stop() }
    guard
      case .elected(let old) = try await Election(way.database(fixture.database).connect(), fixture.statements)
        .attempt(as: "old")
    else { throw NotElected() }
    let row = LiveTask(
      id: TaskID(run: 1, ordinal: 0), runCreatedAt: try await old.readClock(), version: VersionID(rawValue: 1),
      state: .waiting, attempt: 0, queuedAt: nil)
    func write() async -> StoreError.Code? {
      do throws(StoreError) {
        _ = try await old.exchange([fixture.statements.insertLive([row])], relaxed: false, reads: [])
        return nil
      } catch {
        return error.code
      }
    }
    way.set(.silent)
    let writing = wasSent ? Task { await write() } : nil
    var pace = LeaderPace()
    pace.silence = .milliseconds(1)
    let new = fixture.startLeader("new", pace: pace)
    try await new.elected()
    way.heal()
    let code = if let writing { await writing.value } else { await write() }
    #expect(code == .leadershipLost)
    #expect(try await fixture.number("select count(*) from hatchet.live_task") == 0)
    await new.stop()
  }

  /// A leader beats, so that nobody takes it for hung, however little there is to do.
  @Test func whoHasNothingToDoBeats() async throws {
    let fixture = try await LeaderFixture()
    let leader = fixture.startLeader()
    try await leader.elected()
    try await fixture.connection.simple("update hatchet.leader set beat_at = '2000-01-01'")
    _ = try await eventually("a beat") {
      try await fixture.number("select count(*) from hatchet.leader where beat_at > now() - interval '1 minute'") == 1
        ? true : nil
    }
    await leader.stop()
  }

  @Test func namespacesDoNotSeeEachOther() async throws {
    let fixture = try await LeaderFixture()
    let name = try #require(Namespace("other_one"))
    let other = try await LeaderFixture(name, in: fixture.database)
    _ = try await Migrator(name, other.connection).migrate()
    try await fixture.apply(simple)
    try await other.apply(simple)
    let leaders = (fixture.startLeader(), other.startLeader())
    try await leaders.0.elected()
    try await leaders.1.elected()
    let workers = (try await fixture.startWorker(), try await other.startWorker())
    let run = try await fixture.enqueue("simple")
    let otherRun = try await other.enqueue("simple")
    // Each in its own, though the numbers are the same.
    #expect(run.number == otherRun.number)
    try await workers.0.report(workers.0.start(of: run), .completed, fixture)
    #expect(try await leaders.0.finished(run) == .completed)
    try await workers.1.report(workers.1.start(of: otherRun), .failed, other)
    #expect(try await leaders.1.finished(otherRun) == .failed)
    #expect(workers.0.starts.events.count == 1)
    await leaders.0.stop()
    #expect(try await other.number("select count(*) from other_one.leader where holder is not null") == 1)
    await leaders.1.stop()
  }

  /// Leaders step down while others enqueue: every run is taken in by one of them, once.
  @Test func noRunIsLostBetweenTwoLeaders() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(simple)
    let worker = try await fixture.startWorker(slots: 1000)
    let completing = worker.completeAll(fixture)
    let isEnough = EventLog<Bool>()
    let enqueueing = Task {
      let connection = try await fixture.connect()
      let log = RunLog(connection, fixture.statements)
      var runs: [RunID] = []
      while isEnough.events.isEmpty { runs.append(try await log.enqueue(.init(workflow: "simple"))) }
      return runs
    }
    for _ in 0..<6 {
      let leader = fixture.startLeader()
      try await leader.elected()
      _ = try await leader.events.wait(for: "runs") { $0.count > 20 }
      await leader.stop()
    }
    isEnough.append(true)
    let runs = try await enqueueing.value
    let last = fixture.startLeader()
    _ = try await eventually("the end of all runs") {
      try await fixture.number("select count(*) from hatchet.attempt where final") >= runs.count ? true : nil
    }
    #expect(try await fixture.number("select count(*) from hatchet.attempt") == runs.count)
    _ = try await eventually("an empty table") {
      try await fixture.number("select count(*) from hatchet.live_task") == 0 ? true : nil
    }
    #expect(worker.starts.events.count == runs.count)
    #expect(try await last.elected().afterCrash == false)
    completing.cancel()
    await last.stop()
  }
}

struct NotElected: Error {}

import Database
import Engine
import Leader
import Store
import TestSupport
import Testing
import Time

/// The daily business of one leader.
@Suite struct LeadingTests {
  private let simple = "name: simple\ntasks: {a: {run: 'true', retries: 2, backoff: {factor: 0}}}"

  @Test func aLocalWorkersReportIsRecordedByTheLeader() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(simple)
    let leader = fixture.startLeader()
    try await leader.elected()
    let worker = try await LocalTestWorker(fixture, leader.inbox)
    let run = try await fixture.enqueue("simple")
    worker.report(try await worker.started(run), .failed)
    worker.report(try await worker.started(run, attempt: 2), .completed)
    #expect(try await leader.finished(run) == .completed)
    #expect(try await fixture.attempts(of: run) == ["0/1 failed", "0/2 completed!"])
    #expect(try await fixture.number("select count(*) from hatchet.attempt where by_leader") == 2)
    #expect(try await fixture.number("select count(*) from hatchet.live_task") == 0)
    try await worker.leave()
    await leader.stop()
    #expect(worker.report(try await worker.started(run), .completed) == false)
  }

  /// Trap 14: a run of the very near future starts in time, also if the leader has gone to sleep.
  @Test func aRunThatIsDueSoonStartsInTime() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(simple)
    let leader = fixture.startLeader()
    let worker = try await LocalTestWorker(fixture, leader.inbox)
    // Three in a row: a busy machine makes others late, and one may be in time by chance.
    var inTime = 0
    _ = try await eventually("starts within 100 ms") {
      _ = try await eventually("its sleep") {
        try await fixture.number("select count(*) from hatchet.leader where asleep") == 1 ? true : nil
      }
      let due = WallClock.now() + .milliseconds(200)
      let run = try await fixture.enqueue("simple", at: due)
      let assignment = try await worker.started(run)
      let lateness = WallClock.now() - due
      worker.report(assignment, .completed)
      #expect(lateness >= .zero)
      inTime = lateness < .milliseconds(100) ? inTime + 1 : 0
      return inTime == 3 ? true : nil
    }
    try await worker.leave()
    await leader.stop()
  }

  /// A report of what is not (or no more) this worker's changes nothing, and is told.
  @Test func aReportThatDoesNotCountIsRefused() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(simple)
    let leader = fixture.startLeader()
    try await leader.elected()
    let worker = try await LocalTestWorker(fixture, leader.inbox)
    let run = try await fixture.enqueue("simple")
    var assignment = try await worker.started(run)
    assignment.attempt = 7
    worker.report(assignment, .completed)
    _ = try await leader.events.wait(for: "a refusal") { events in
      events.contains { if case .refused = $0 { true } else { false } }
    }
    #expect(leader.refusals().map(\.reason) == [.superseded(by: 1)])
    #expect(try await fixture.attempts(of: run).isEmpty)
    assignment.attempt = 1
    worker.report(assignment, .completed)
    #expect(try await leader.finished(run) == .completed)
    await leader.crash()
  }

  /// Stopped where it runs; final when the worker says so.
  @Test func cancelsWhatRuns() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(simple)
    let leader = fixture.startLeader()
    try await leader.elected()
    let local = try await LocalTestWorker(fixture, leader.inbox, slots: 1)
    let runHere = try await fixture.enqueue("simple")
    let here = try await local.started(runHere)
    let remote = try await fixture.startWorker(slots: 1)
    let runThere = try await fixture.enqueue("simple")
    let there = try await remote.start(of: runThere)
    try await fixture.log.cancel([runHere, runThere])
    let stop = try await local.orders.first("the order to stop") { order in
      if case .stop(let stop) = order { stop } else { nil }
    }
    #expect(stop.task == here.task)
    #expect(try await remote.stops.wait(for: "the order to stop") { !$0.isEmpty } == [there])
    #expect(try await fixture.number("select count(*) from hatchet.live_task where cancelling") == 2)
    local.report(here, .cancelled)
    try await remote.report(there, .cancelled, fixture)
    #expect(try await leader.finished(runHere) == .cancelled)
    #expect(try await leader.finished(runThere) == .cancelled)
    #expect(try await fixture.attempts(of: runHere) == ["0/1 cancelled!"])
    await leader.crash()
  }

  @Test func replaysWhatHasFailed() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply("name: pair\ntasks: {a: {run: 'true'}, b: {run: 'true', needs: [a]}}")
    let leader = fixture.startLeader()
    let worker = try await fixture.startWorker()
    let run = try await fixture.enqueue("pair")
    try await worker.report(worker.start(of: run), .completed, fixture)
    try await worker.report(worker.start(of: run, task: 1), .failed, fixture)
    #expect(try await leader.finished(run) == .failed)
    try await fixture.log.replay([run])
    try await worker.report(worker.start(of: run, task: 1, attempt: 2), .completed, fixture)
    _ = try await leader.events.wait(for: "the second end") { events in
      events.filter { if case .runFinished = $0 { true } else { false } }.count == 2
    }
    #expect(try await fixture.attempts(of: run) == ["0/1 completed!", "1/1 failed!", "1/2 completed!"])
    await leader.stop()
  }

  /// A worker whose session ends is given up after a time of grace; one that says that it goes, at once. What either
  /// held runs elsewhere.
  @Test func worksOnWithoutWorkersThatGo() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(simple)
    let leader = fixture.startLeader()
    let (gone, leaving) = (try await fixture.startWorker(slots: 1), try await fixture.startWorker(slots: 1))
    let runs = [try await fixture.enqueue("simple"), try await fixture.enqueue("simple")]
    let first = try await gone.starts.wait(for: "a start") { $0.count == 1 }[0]
    let second = try await leaving.starts.wait(for: "a start") { $0.count == 1 }[0]
    try await leaving.leave()
    await gone.vanish()
    let heir = try await fixture.startWorker()
    let orders = try await heir.starts.wait(for: "both tasks") { $0.count == 2 }
    #expect(Set(orders.map(\.task)) == [first.task, second.task])
    #expect(orders.allSatisfy { $0.attempt == 2 })
    for order in orders { try await heir.report(order, .completed, fixture) }
    for run in runs { #expect(try await leader.finished(run) == .completed) }
    #expect(
      try await fixture.database.rows(
        "select outcome, worker, queued_at is not null from hatchet.attempt where attempt = 1 order by 1")
        == [["lost", "\(gone.id.rawValue)", "t"], ["released", "\(leaving.id.rawValue)", "t"]])
    await leader.stop()
  }

  /// A worker that reports and goes in one breath has done what it reported.
  @Test func believesAWorkerThatGoesRightAfterItsReport() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(simple)
    let leader = fixture.startLeader()
    for _ in 0..<25 {
      let worker = try await fixture.startWorker(slots: 1)
      let run = try await fixture.enqueue("simple")
      try await worker.report(worker.start(of: run), .completed, fixture)
      try await worker.leave()
      #expect(try await leader.finished(run) == .completed)
      #expect(try await fixture.attempts(of: run) == ["0/1 completed!"])
    }
    await leader.stop()
  }

  /// Everybody's connection breaks, again and again, and everything is done in the end, each attempt once.
  @Test func survivesTheLossOfEveryConnection() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(simple)
    let leader = fixture.startLeader()
    let worker = try await LocalTestWorker(fixture, leader.inbox, slots: 3)
    var runs: [RunID] = []
    let seen = EventLog<Assignment>()
    // A worker that is disowned registers anew.
    let working = Task {
      var worker = worker
      var done = 0
      while !Task.isCancelled {
        let count = done
        let orders = try await worker.orders.wait(for: "orders") { $0.count > count }
        for order in orders[done...] {
          switch order {
          case .start(let assignment):
            seen.append(assignment)
            worker.report(assignment, .completed)
          case .stop, .forget: break
          case .disown: worker = try await LocalTestWorker(fixture, leader.inbox, slots: 3)
          }
        }
        done = if case .disown? = orders.last { 0 } else { orders.count }
      }
    }
    for _ in 0..<5 {
      for _ in 0..<10 { runs.append(try await fixture.enqueue("simple")) }
      try await fixture.connection.simple(
        """
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name like 'hatchet%'
        """)
    }
    for run in runs { #expect(try await leader.finished(run) == .completed) }
    working.cancel()
    let starts = seen.events.map { "\($0.task.rawValue)/\($0.attempt)" }
    #expect(starts.count == Set(starts).count)
    #expect(
      try await fixture.number("select count(*) from hatchet.attempt where final and outcome = 'completed'")
        == runs.count)
    await leader.crash()
  }
}

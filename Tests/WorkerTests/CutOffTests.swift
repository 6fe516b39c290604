import Database
import Engine
import Leader
import Store
import TestSupport
import Testing

@testable import Worker

/// A worker on a machine whose network fails: for a moment it keeps what it has, for longer it has lost it.
@Suite struct CutOffTests {
  private let blocked = """
    name: blocked
    tasks: {a: {run: "echo $HATCHET_ATTEMPT > started; read line < go$HATCHET_ATTEMPT"}}
    """

  enum Cut: CaseIterable, Sendable {
    /// The connection ends.
    case drop
    /// It stays, and carries nothing.
    case silence
    /// What the worker says arrives, and it hears nothing.
    case deafness
  }

  @Test(arguments: Cut.allCases) func whoIsBackInTimeKeepsWhatItHas(_ cut: Cut) async throws {
    let fixture = try await WorkerFixture()
    let pipes = (started: fixture.folder.makePipe("started"), go: fixture.folder.makePipe("go1"))
    try await fixture.apply(blocked)
    let way = try TestProxy.machine(20, to: fixture.database)
    defer { way.stop() }
    let engine = fixture.startEngine()
    let worker = try fixture.startWorker(through: way)
    let run = try await fixture.enqueue("blocked")
    #expect(await fixture.folder.read(pipes.started) == "1\n")
    let holders = """
      select pid::bigint from pg_locks where locktype = 'advisory' and objid = 1
        and database = (select oid from pg_database where datname = current_database())
      """
    let old = try await fixture.number(holders)
    switch cut {
    case .drop: way.drop()
    case .silence: way.setPresent(.silent)
    case .deafness: way.setPresent(.init(swallowsAnswers: true))
    }
    _ = try await eventually("another session with the worker's lock") {
      try await fixture.database.rows(holders).first.flatMap { Int64($0[0]) == old ? nil : true }
    }
    await fixture.folder.release(pipes.go)
    #expect(try await engine.finished(run) == .completed)
    #expect(try await fixture.attempts(of: run, "attempt, outcome, final") == [["1", "completed", "t"]])
    #expect(try await fixture.number("select count(*) from hatchet.worker") == 1)
    try await worker.stop()
    await engine.stop()
  }

  /// Its attempt runs again elsewhere. What it has to say of its own comes too late, and it starts afresh.
  @Test(arguments: [false, true]) func whoStaysAwayHasLostWhatItHad(isSilent: Bool) async throws {
    let fixture = try await WorkerFixture()
    let pipe = fixture.folder.makePipe("started")
    let (first, second) = (fixture.folder.makePipe("go1"), fixture.folder.makePipe("go2"))
    try await fixture.apply(blocked)
    let way = try TestProxy.machine(21, to: fixture.database)
    defer { way.stop() }
    let engine = fixture.startEngine()
    let far = try fixture.startWorker(through: way)
    let run = try await fixture.enqueue("blocked")
    #expect(await fixture.folder.read(pipe) == "1\n")
    let near = try fixture.startWorker()
    let id = try await far.registered()
    _ = try await near.registered()
    if isSilent { way.set(.silent) } else { way.cut() }
    #expect(await fixture.folder.read(pipe) == "2\n")
    await fixture.folder.release(first)
    _ = try await far.events.first("the end of the first attempt") { event in
      if case .finished = event { true } else { nil }
    }
    way.heal()
    #expect(try await far.registered(2) > id)
    await fixture.folder.release(second)
    #expect(try await engine.finished(run) == .completed)
    #expect(
      try await fixture.attempts(of: run, "attempt, outcome, final, by_leader")
        == [["1", "lost", "f", "t"], ["2", "completed", "t", "f"]])
    #expect(
      engine.events.events.contains { if case .workerLost(let lost) = $0 { lost.rawValue == id } else { false } })
    try await far.stop()
    try await near.stop()
    await engine.stop()
  }
}

import Database
import Engine
import Glibc
import Leader
import Store
import TestSupport
import Testing

@testable import Worker

/// Cancels and drains: what runs is ended, and its end is told when it is one.
@Suite struct StoppingTests {
  /// A task that tells that it runs, by a pipe, and waits for another one.
  private func blocked(_ fixture: WorkerFixture, more: String = "") async throws -> (started: String, go: String) {
    let pipes = (started: fixture.folder.makePipe("started"), go: fixture.folder.makePipe("go"))
    try await fixture.apply(
      """
      name: blocked
      tasks: {a: {run: "echo $HATCHET_ATTEMPT > started; read line < go", env: {MARK: '$DIR'}\(more)}}
      """)
    return pipes
  }

  private func marked(_ fixture: WorkerFixture) -> [Int32] { MarkedProcesses.ids("MARK=\(fixture.folder.path)") }

  /// The whole group is gone when the attempt's record appears, however long the task takes to end.
  @Test(arguments: [true, false]) func aCancelIsOverWhenTheProcessIsGone(isLocal: Bool) async throws {
    let fixture = try await WorkerFixture()
    let started = fixture.folder.makePipe("started")
    let go = fixture.folder.makePipe("go")
    let stopping = fixture.folder.makePipe("stopping")
    try await fixture.apply(
      """
      name: trapping
      tasks:
        a:
          run: |
            trap 'echo x > stopping; read line < go; exit 0' TERM
            sleep 1000 & sleep 1000 &
            echo x > started
            wait
          env: {MARK: '$DIR'}
          grace: 1h
      """)
    let engine = fixture.startEngine()
    let worker = try fixture.startWorker(with: isLocal ? engine : nil)
    let run = try await fixture.enqueue("trapping")
    _ = await fixture.folder.read(started)
    #expect(marked(fixture).count == 3)
    try await fixture.log.cancel([run])
    _ = await fixture.folder.read(stopping)
    // It still tidies up: nothing is final yet.
    #expect(try await fixture.attempts(of: run, "outcome").isEmpty)
    #expect(try await fixture.database.rows("select state, cancelling from hatchet.live_task") == [["running", "t"]])
    await fixture.folder.release(go)
    #expect(try await engine.finished(run) == .cancelled)
    #expect(marked(fixture).isEmpty)
    #expect(try await fixture.attempts(of: run, "outcome, final, exit_code") == [["cancelled", "t", "0"]])
    try await worker.stop()
    await engine.stop()
  }

  /// Cancelled while the worker still loads what it needs: its process never starts.
  @Test func whatIsCancelledBeforeItsStartNeverStarts() async throws {
    let fixture = try await WorkerFixture()
    try await fixture.apply("name: touch\ntasks: {a: {run: 'touch began'}}")
    let engine = fixture.startEngine()
    // The leader knows the version before the worker asks for it.
    let first = try await fixture.enqueue("touch")
    _ = try await eventually("its row") {
      try await fixture.number("select count(*) from hatchet.live_task") == 1 ? true : nil
    }
    let blocker = try await fixture.database.connect()
    try await blocker.simple("begin; lock table hatchet.workflow_version")
    let worker = try fixture.startWorker(with: engine)
    _ = try await eventually("the worker's wait") {
      try await fixture.number(
        """
        select count(*) from pg_stat_activity where datname = current_database() and application_name = 'hatchet worker'
          and wait_event_type = 'Lock'
        """) == 1 ? true : nil
    }
    let canceller = try await fixture.database.connect()
    try await RunLog(canceller, fixture.statements).cancel([first])
    _ = try await eventually("the order") {
      try await fixture.number("select count(*) from hatchet.live_task where cancelling") == 1 ? true : nil
    }
    // The order goes through the actor after the commit; the worker learns it before its version comes.
    _ = try await eventually("the order at the worker") {
      await worker.node.attempts.entries.values.contains { $0.stop == .cancelled } ? true : nil
    }
    try await blocker.simple("rollback")
    #expect(try await engine.finished(first) == .cancelled)
    #expect(try await fixture.attempts(of: first, "outcome, final, started_at") == [["cancelled", "t", "-"]])
    #expect(!fixture.folder.names.contains("began"))
    try await worker.stop()
    await engine.stop()
  }

  @Test(arguments: [true, false]) func aDrainWaitsForWhatRuns(isLocal: Bool) async throws {
    let fixture = try await WorkerFixture()
    let pipes = try await blocked(fixture)
    let engine = fixture.startEngine()
    let worker = try fixture.startWorker(with: isLocal ? engine : nil)
    let run = try await fixture.enqueue("blocked")
    _ = await fixture.folder.read(pipes.started)
    await worker.node.drain()
    let later = try await fixture.enqueue("blocked")
    _ = try await eventually("the second in the queue") {
      try await fixture.number("select count(*) from hatchet.live_task where state = 'queued'") == 1 ? true : nil
    }
    #expect(await worker.node.running == 1)
    await fixture.folder.release(pipes.go)
    try await worker.left()
    #expect(try await engine.finished(run) == .completed)
    // A leader elsewhere may have assigned it before it heard; but it was not begun.
    let given = try await fixture.attempts(of: later, "outcome")
    #expect(isLocal ? given.isEmpty : given.allSatisfy { $0 == ["released"] } && given.count <= 1)
    #expect(try await fixture.number("select count(*) from hatchet.worker where stopped_at is not null") == 1)
    #expect(fixture.folder.names == ["go", "started"])
    await engine.stop()
  }

  /// The second time, it stops what runs and gives it back: that costs no retry, and another worker takes it.
  @Test(arguments: [true, false]) func aSecondDrainGivesBackWhatRuns(isLocal: Bool) async throws {
    let fixture = try await WorkerFixture()
    let pipes = try await blocked(fixture)
    let engine = fixture.startEngine()
    let worker = try fixture.startWorker(with: isLocal ? engine : nil)
    let run = try await fixture.enqueue("blocked")
    _ = await fixture.folder.read(pipes.started)
    await worker.node.drain()
    await worker.node.drain()
    try await worker.left()
    #expect(marked(fixture).isEmpty)
    let heir = try fixture.startWorker()
    #expect(await fixture.folder.read(pipes.started) == "2\n")
    await fixture.folder.release(pipes.go)
    #expect(try await engine.finished(run) == .completed)
    #expect(
      try await fixture.attempts(of: run, "attempt, outcome, final") == [
        ["1", "released", "f"], ["2", "completed", "t"],
      ])
    try await heir.stop()
    await engine.stop()
  }

  /// `hatchet worker drain` sets a column: the worker sees it at its next beat.
  @Test func anybodyMayDrainAWorker() async throws {
    let fixture = try await WorkerFixture()
    let worker = try fixture.startWorker()
    let id = try await worker.registered()
    try await fixture.connection.simple("update hatchet.worker set draining = true where id = \(id)")
    try await worker.left()
  }

  /// The folders of workers that were killed go with the next worker's start; one that is in use stays.
  @Test func removesWhatKilledWorkersLeft() async throws {
    let fixture = try await WorkerFixture()
    let folder = fixture.folder
    let other = try fixture.startWorker()
    _ = try await other.registered()
    let used = folder.names[0]
    for name in ["hatchet-worker-old", "hatchet-worker-new", "other-old"] {
      mkdir("\(folder.path)/\(name)", 0o700)
      let file = open("\(folder.path)/\(name)/input-1.json", O_CREAT | O_WRONLY, 0o600)
      close(file)
    }
    // A folder that was made a moment ago may not be locked yet.
    for name in [used, "hatchet-worker-old", "other-old"] { utimes("\(folder.path)/\(name)", [timeval(), timeval()]) }
    let worker = try fixture.startWorker()
    _ = try await worker.registered()
    try await worker.stop()
    #expect(folder.names == [used, "hatchet-worker-new", "other-old"].sorted())
    try await other.stop()
    #expect(!folder.names.contains(used))
  }
}

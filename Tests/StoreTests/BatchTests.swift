import Database
import Engine
import JSON
import Store
import TestSupport
import Testing
import Time

@Suite struct BatchTests {
  @Test func liveRowsComeBackAsTheyWereWritten() async throws {
    let fixture = try await StoreFixture()
    let leadership = try await fixture.lead()
    let now = try await leadership.readClock()
    let later = now + .seconds(5)
    let version = VersionID(rawValue: 7)
    let queued = LiveTask(
      id: TaskID(run: 1, ordinal: 0), runCreatedAt: now, version: version, priority: 3, state: .queued, attempt: 4,
      failures: 2, losses: 1, epoch: 9, queuedAt: later)
    let waiting = LiveTask(
      id: TaskID(run: 1, ordinal: 4095), runCreatedAt: now, version: version, state: .waiting, epoch: 1, wakeAt: later)
    let running = LiveTask(
      id: TaskID(run: 2, ordinal: 1), runCreatedAt: now, version: version, priority: 1, state: .running, attempt: 1,
      worker: WorkerID(rawValue: 3), queuedAt: now, startedAt: later, stopping: .cancel)
    let statements = fixture.statements
    _ = try await leadership.exchange([statements.insertLive([running, queued, waiting])], relaxed: false, reads: [])
    #expect(try await leadership.loadLive(after: 0) == [queued, waiting, running])
    #expect(try await leadership.loadLive(after: queued.id.rawValue, limit: 1) == [waiting])

    var changed = queued
    (changed.state, changed.worker, changed.startedAt) = (.running, WorkerID(rawValue: 8), now)
    (changed.attempt, changed.failures, changed.losses, changed.epoch) = (5, 3, 2, 10)
    var resumed = running
    (resumed.state, resumed.worker, resumed.startedAt, resumed.queuedAt) = (.waiting, nil, nil, nil)
    (resumed.wakeAt, resumed.stopping) = (later, nil)
    _ = try await leadership.exchange(
      [statements.deleteLive([waiting.id]), statements.updateLive([changed, resumed])], relaxed: false, reads: [])
    #expect(try await leadership.loadLive(after: 0) == [changed, resumed])
    #expect(try await leadership.oldestLive() == now)
  }

  @Test func theFirstRecordOfAnAttemptWins() async throws {
    let fixture = try await StoreFixture()
    let leadership = try await fixture.lead()
    let now = try await leadership.readClock()
    func row(_ outcome: Outcome, _ error: String?) -> AttemptRow {
      AttemptRow(
        task: TaskID(run: 1, ordinal: 2), runCreatedAt: now, attempt: 3, outcome: outcome, final: outcome == .completed,
        worker: WorkerID(rawValue: 1), finishedAt: now, error: error)
    }
    for row in [row(.lost, "gone"), row(.completed, nil)] {
      _ = try await leadership.exchange(
        [fixture.statements.insertAttempts([row], byLeader: true)], relaxed: false, reads: [])
    }
    #expect(
      try await fixture.database.rows("select outcome, final, error from hatchet.attempt") == [["lost", "f", "gone"]])
  }

  @Test func anAttemptIsStoredAsItWas() async throws {
    let fixture = try await StoreFixture()
    let leadership = try await fixture.lead()
    let time = Timestamp(microseconds: try await leadership.readClock().microseconds / 1_000_000 * 1_000_000)
    let row = AttemptRow(
      task: TaskID(run: 1, ordinal: 4095), runCreatedAt: time, attempt: 2, outcome: .completed, final: true,
      exitCode: 0,
      worker: WorkerID(rawValue: 5), queuedAt: time + .seconds(1), assignedAt: time + .seconds(2),
      startedAt: time + .seconds(3), finishedAt: time + .seconds(4), output: #"{"b":1, "a" : 1.50}"#)
    let killed = AttemptRow(
      task: TaskID(run: 1, ordinal: 0), runCreatedAt: time, attempt: 1, outcome: .failed, final: false, signal: 9,
      worker: WorkerID(rawValue: 5), finishedAt: time, error: "killed by SIGKILL")
    _ = try await leadership.exchange(
      [fixture.statements.insertAttempts([row, killed], byLeader: false)], relaxed: false, reads: [])
    let stored = try await fixture.database.rows(
      """
      select run_id, task, attempt, outcome, final, by_leader, exit_code, signal, worker, output, error,
        extract(epoch from queued_at - run_created_at)::int, extract(epoch from assigned_at - run_created_at)::int,
        extract(epoch from started_at - run_created_at)::int, extract(epoch from finished_at - run_created_at)::int
      from hatchet.attempt order by task
      """)
    #expect(
      stored == [
        ["1", "0", "1", "failed", "f", "f", "-", "9", "5", "-", "killed by SIGKILL", "-", "-", "-", "0"],
        ["1", "4095", "2", "completed", "t", "f", "0", "-", "5", #"{"b":1, "a" : 1.50}"#, "-", "1", "2", "3", "4"],
      ])
  }

  /// A lost attempt's record says since when it was queued and when it was started.
  @Test func aVerdictKeepsWhatTheEngineKnows() {
    let time = Timestamp(microseconds: 1_000_000)
    let record = AttemptRecord(
      task: TaskID(run: 1, ordinal: 0), runCreatedAt: time, version: VersionID(rawValue: 1), attempt: 2, outcome: .lost,
      final: false, worker: WorkerID(rawValue: 4), queuedAt: time, startedAt: time + .seconds(2), finishedAt: time,
      message: "m")
    let row = AttemptRow(record)
    #expect(row.queuedAt == time)
    #expect(row.startedAt == time + .seconds(2))
    // A clock that was set back must not break the table's rule.
    #expect(row.finishedAt == time + .seconds(2))
    #expect(row.worker == WorkerID(rawValue: 4))
    #expect(row.error == "m")
  }

  /// A batch for a worker in another process is one row and one notice.
  @Test func anAssignmentIsARowAndANotice() async throws {
    let fixture = try await StoreFixture()
    let leadership = try await fixture.lead()
    let session = WorkerSession(fixture.connection, fixture.statements)
    let worker = try await session.register(name: "w", host: "h", pid: 1, slots: 2, labels: .object([]))
    try await session.listen(as: worker)
    let tasks = [(task: TaskID(run: 1, ordinal: 0), attempt: Int32(1)), (task: TaskID(run: 2, ordinal: 3), attempt: 2)]
    _ = try await leadership.exchange(
      [
        fixture.statements.insertAssignment(to: worker, .start, tasks),
        fixture.statements.insertAssignment(to: worker, .cancel, [tasks[1]]),
      ], relaxed: false, reads: [])
    for await notification in session.notifications {
      #expect(notification.channel == "hatchet.worker.\(worker.rawValue)")
      break
    }
    let notices = try await session.takeNotices(worker, after: 0)
    #expect(notices.map(\.kind) == [.start, .cancel])
    #expect(notices[0].attempts.map(\.task) == tasks.map(\.task))
    #expect(notices[0].attempts.map(\.attempt) == [1, 2])
    #expect(try await session.takeNotices(worker, after: notices[0].id).map(\.kind) == [.cancel])
    #expect(try await session.takeNotices(worker, after: notices[1].id).isEmpty)
  }

  /// What a take-over and a command need to know of runs: the last attempt of each task, and nothing of the others.
  @Test func loadsTheLastAttemptOfEachTask() async throws {
    let fixture = try await StoreFixture()
    let version = try await fixture.apply()
    let (run, other) = (try await fixture.enqueue(), try await fixture.enqueue())
    let leadership = try await fixture.lead()
    for (run, task, attempt, outcome) in [
      (run, 0, 1, Outcome.failed), (run, 0, 2, .completed), (run, 1, 1, .lost), (other, 0, 1, .skipped),
    ] {
      let row = AttemptRow(
        task: TaskID(run: run.number, ordinal: task), runCreatedAt: run.createdAt, attempt: Int32(attempt),
        outcome: outcome, final: outcome != .lost, worker: WorkerID(rawValue: 1), finishedAt: run.createdAt)
      _ = try await leadership.exchange(
        [fixture.statements.insertAttempts([row], byLeader: true)], relaxed: false, reads: [])
    }
    let live = LiveTask(
      id: TaskID(run: run.number, ordinal: 1), runCreatedAt: run.createdAt, version: VersionID(rawValue: version),
      state: .waiting)
    _ = try await leadership.exchange([fixture.statements.insertLive([live])], relaxed: false, reads: [])
    let expected = [
      FinishedTask(id: TaskID(run: run.number, ordinal: 0), attempt: 2, outcome: .completed, endedAt: run.createdAt),
      FinishedTask(id: TaskID(run: run.number, ordinal: 1), attempt: 1, outcome: .lost, endedAt: run.createdAt),
    ]
    #expect(Set(try await leadership.loadFinished(of: [VersionID(rawValue: version)])) == Set(expected))
    #expect(try await leadership.loadFinished(of: [VersionID(rawValue: version + 1)]).isEmpty)

    let third = try await fixture.enqueue()
    let nobody = RunID(number: 99, createdAt: run.createdAt)
    let facts = try await leadership.loadFacts(of: [run, third, nobody])
    #expect(Set(facts.keys) == [run, third])
    #expect(Set(facts[run]?.finished ?? []) == Set(expected))
    #expect(facts[third]?.finished.isEmpty == true)
    #expect(facts[third]?.version == VersionID(rawValue: version))
    #expect(facts[third]?.priority == 2)
  }
}

import Database
import Engine
import JSON
import Store
import TestSupport
import Testing
import Time

@Suite struct WorkerTableTests {
  @Test func aWorkerIsConnectedAsLongAsItsSessionLives() async throws {
    let fixture = try await StoreFixture()
    let leadership = try await fixture.lead()
    let connection = try await fixture.database.connect()
    let session = WorkerSession(connection, fixture.statements)
    let id = try await session.register(
      name: "gpu-1", host: "box", pid: 42, slots: 8, labels: .object([("gpu", .string("true")), ("memory", .int(64))]))
    let worker = try #require(try await live(fixture, leadership).first)
    #expect(worker.id == id)
    #expect((worker.name, worker.host, worker.pid, worker.slots) == ("gpu-1", "box", 42, 8))
    #expect(worker.labels["memory"]?.int64 == 64)
    #expect(worker.isConnected)
    #expect(!worker.isDraining)
    #expect(worker.silence < .seconds(60))
    await connection.close()
    _ = try await eventually("the worker's absence") {
      try await live(fixture, leadership).first.map(\.isConnected) == false ? true : nil
    }
  }

  /// A worker whose connection broke takes its lock back, also from a session that the server has not missed yet.
  @Test func aWorkerTakesItsLockBack() async throws {
    let fixture = try await StoreFixture()
    let leadership = try await fixture.lead()
    let old = WorkerSession(try await fixture.database.connect(), fixture.statements)
    let id = try await old.register(name: "w", host: "h", pid: 1, slots: 1, labels: .object([]))
    let new = WorkerSession(fixture.connection, fixture.statements)
    #expect(try await !new.resume(id))
    _ = try await eventually("the lock") { try await new.resume(id) ? true : nil }
    #expect(try await live(fixture, leadership).map(\.isConnected) == [true])
    await #expect(throws: StoreError.self) { try await old.beat(id, received: 0) }
  }

  /// A beat of which these hold, and nothing else.
  private func beatSaying(_ facts: WritableKeyPath<WorkerSession.Beat, Bool>...) -> WorkerSession.Beat {
    var beat = WorkerSession.Beat(isDraining: false, isGivenUp: false, isPaused: false, hasNotices: false)
    for fact in facts { beat[keyPath: fact] = true }
    return beat
  }

  @Test func aBeatTellsWhatOthersHaveSaidOfTheWorker() async throws {
    let fixture = try await StoreFixture()
    let leadership = try await fixture.lead()
    let session = WorkerSession(fixture.connection, fixture.statements)
    let id = try await session.register(name: "w", host: "h", pid: 1, slots: 1, labels: .object([]))
    try await fixture.run("update hatchet.worker set seen_at = '2000-01-01'")
    var beat = try await session.beat(id, received: 7)
    #expect(beat == beatSaying())
    #expect(try await live(fixture, leadership)[0].silence < .seconds(60))
    beat = try await session.beat(id, received: 3)
    #expect(try await fixture.number("select received from hatchet.worker") == 7)
    try await session.setDraining(id)
    beat = try await session.beat(id, received: 7)
    #expect(beat == beatSaying(\.isDraining))
    _ = try await leadership.exchange([fixture.statements.stopWorkers([id])], relaxed: false, reads: [])
    beat = try await session.beat(id, received: 7)
    #expect(beat == beatSaying(\.isDraining, \.isGivenUp))
    #expect(try await live(fixture, leadership).isEmpty)
    #expect(try await session.beat(WorkerID(rawValue: 99), received: 0) == beatSaying(\.isDraining, \.isGivenUp))
  }

  @Test func aWorkerIsOrderedAbout() async throws {
    let fixture = try await StoreFixture()
    let leadership = try await fixture.lead()
    let session = WorkerSession(fixture.connection, fixture.statements)
    let id = try await session.register(name: "w", host: "h", pid: 1, slots: 1, labels: .object([]))
    let other = try await session.register(
      name: "o", host: "h", pid: 1, slots: 1, labels: .object([]), isPaused: true)
    let client = try await fixture.database.connect()
    func order(_ order: WorkerOrder, _ workers: WorkerID...) async throws(StoreError) {
      try await fixture.statements.order(order, workers, over: client)
    }
    #expect(try await live(fixture, leadership).map(\.isPaused) == [false, true])
    try await order(.pause, id)
    try await order(.resume, other)
    #expect(try await session.beat(id, received: 0) == beatSaying(\.isPaused))
    #expect(try await live(fixture, leadership).map(\.isPaused) == [true, false])
    // All or none.
    var error = await #expect(throws: StoreError.self) {
      try await order(.drain, id, WorkerID(rawValue: 99))
    }
    #expect(error?.code == .notFound)
    #expect(error?.message == "worker \"99\" does not exist")
    try await order(.drain, id)
    try await order(.drain, id)
    #expect(try await session.beat(id, received: 0) == beatSaying(\.isDraining, \.isPaused))
    for what in [WorkerOrder.pause, .resume] {
      error = await #expect(throws: StoreError.self) { try await order(what, id) }
      #expect(error?.code == .refused)
    }
    try await session.stop(other)
    error = await #expect(throws: StoreError.self) { try await order(.pause, other) }
    #expect(error?.code == .notFound)
    for what in ["'dance'", "null"] {
      let refused = await #expect(throws: DatabaseError.self) {
        try await client.simple("select hatchet.order_worker(1, \(what))")
      }
      #expect(refused?.sqlState == "HT400")
    }
  }

  /// Both hear of it at once, whether or not the leader sleeps.
  @Test func anOrderIsHeard() async throws {
    let fixture = try await StoreFixture()
    let session = WorkerSession(fixture.connection, fixture.statements)
    let id = try await session.register(name: "w", host: "h", pid: 1, slots: 1, labels: .object([]))
    let listener = try await fixture.database.connect()
    try await listener.listen(fixture.statements.namespace.leaderChannel)
    try await listener.listen(fixture.statements.namespace.workerChannel(id.rawValue))
    try await fixture.statements.order(.pause, [id], over: fixture.connection)
    var heard: Set<String> = []
    for await notification in listener.notifications {
      heard.insert("\(notification.channel) \(notification.payload)")
      if heard.count == 2 { break }
    }
    #expect(heard == ["hatchet.leader worker", "hatchet.worker.\(id.rawValue) pause"])
  }

  @Test func knowsWhichTasksAreStillTheWorkers() async throws {
    let fixture = try await StoreFixture()
    let leadership = try await fixture.lead()
    let now = try await leadership.readClock()
    let mine = WorkerID(rawValue: 1)
    func row(_ run: Int64, _ state: TaskState, _ worker: WorkerID?) -> LiveTask {
      LiveTask(
        id: TaskID(run: run, ordinal: 0), runCreatedAt: now, version: VersionID(rawValue: 1), state: state, attempt: 2,
        worker: worker, queuedAt: now, startedAt: worker == nil ? nil : now)
    }
    let rows = [row(1, .running, mine), row(2, .running, WorkerID(rawValue: 2)), row(3, .queued, nil)]
    _ = try await leadership.exchange([fixture.statements.insertLive(rows)], relaxed: false, reads: [])
    let session = WorkerSession(fixture.connection, fixture.statements)
    let tasks = rows.map(\.id) + [TaskID(run: 9, ordinal: 0)]
    #expect(try await session.stillAssigned(tasks, to: mine) == [rows[0].id: 2])
    #expect(Set(try await session.loadAssigned(tasks)) == Set(rows))
  }

  @Test func loadsInputsAndOutputsAsTheyWereWritten() async throws {
    let fixture = try await StoreFixture()
    try await fixture.apply()
    let input: JSONText = #"{ "z": 1.0,"a":"\u0000é" }"#
    let run = try await RunLog(fixture.connection, fixture.statements)
      .enqueue(.init(workflow: "w", input: input, metadata: #"{"k":1}"#, priority: 3))
    let session = WorkerSession(fixture.connection, fixture.statements)
    let inputs = try await session.loadInputs(of: [run, RunID(number: 99, createdAt: run.createdAt)])
    #expect(Array(inputs.keys) == [run.number])
    #expect(inputs[run.number]?.input == input)
    #expect(inputs[run.number]?.metadata == #"{"k":1}"#)
    #expect(inputs[run.number]?.priority == 3)

    func row(_ task: Int, _ attempt: Int32, _ outcome: Outcome, _ final: Bool, _ output: JSONText?) -> AttemptRow {
      AttemptRow(
        task: TaskID(run: run.number, ordinal: task), runCreatedAt: run.createdAt, attempt: attempt, outcome: outcome,
        final: final, worker: WorkerID(rawValue: 1), finishedAt: run.createdAt, output: output)
    }
    try await session.appendAttempts([
      row(0, 1, .failed, false, nil), row(0, 2, .completed, true, "[1]"), row(0, 3, .completed, true, " [ 2 ]\n"),
      row(1, 1, .skipped, true, nil), row(2, 1, .failed, false, nil),
    ])
    let tasks = (0..<3).map { (id: TaskID(run: run.number, ordinal: $0), run: run) }
    let outputs = try await session.loadOutputs(of: tasks)
    #expect(outputs.count == 2)
    #expect(outputs[tasks[0].id]?.output == " [ 2 ]\n")
    #expect(outputs[tasks[1].id]?.outcome == .skipped)
  }

  @Test func aSecondTellingChangesNothing() async throws {
    let fixture = try await StoreFixture()
    let session = WorkerSession(fixture.connection, fixture.statements)
    let now = WallClock.now()
    let task = TaskID(run: 1, ordinal: 0)
    let line = LogRow(task: task, attempt: 1, line: 1, createdAt: now, priority: 3, text: "é\tx")
    var other = line
    other.line = 2
    try await session.appendLogLines([line])
    try await session.appendLogLines([line, other])
    #expect(
      try await fixture.database.rows("select line, priority, text from hatchet.log_line order by 1")
        == [["1", "3", "é\tx"], ["2", "3", "é\tx"]])
    let row = AttemptRow(
      task: task, runCreatedAt: now, attempt: 1, outcome: .failed, final: true, worker: WorkerID(rawValue: 1),
      finishedAt: now)
    try await session.appendAttempts([row])
    try await session.appendAttempts([row])
    #expect(try await fixture.number("select count(*) from hatchet.attempt") == 1)
  }

  /// An engine that was away for a month made no partitions, and one was dropped too soon.
  @Test func aMissingPartitionRefusesNothing() async throws {
    let fixture = try await StoreFixture()
    let session = WorkerSession(fixture.connection, fixture.statements)
    let past = WallClock.now() - .seconds(40 * 86_400)
    let future = WallClock.now() + .seconds(40 * 86_400)
    let task = TaskID(run: 1, ordinal: 0)
    for time in [past, future] {
      try await session.appendAttempts([
        AttemptRow(
          task: task, runCreatedAt: time, attempt: 1, outcome: .failed, final: true, worker: WorkerID(rawValue: 1),
          finishedAt: time)
      ])
      try await session.appendLogLines([
        LogRow(task: task, attempt: 1, line: 1, createdAt: time, priority: 6, text: "x")
      ])
    }
    #expect(try await fixture.number("select count(*) from hatchet.attempt") == 2)
    #expect(try await fixture.number("select count(*) from hatchet.log_line") == 2)
    // A rule that a row breaks is not mistaken for it.
    let error = await #expect(throws: StoreError.self) {
      try await session.appendAttempts([
        AttemptRow(
          task: task, runCreatedAt: past, attempt: 0, outcome: .failed, final: true, worker: WorkerID(rawValue: 1),
          finishedAt: past)
      ])
    }
    #expect(error?.code == .database)
  }

  private func live(_ fixture: StoreFixture, _ leadership: Leadership) async throws -> [WorkerRecord] {
    let answers = try await leadership.exchange([], relaxed: true, reads: [[fixture.statements.listLiveWorkers]])
    return try answers[0][0].decode(WorkerRecord.init(row:)).sorted { $0.id.rawValue < $1.id.rawValue }
  }
}

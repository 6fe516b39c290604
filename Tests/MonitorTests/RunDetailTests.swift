import Database
import Engine
import JSON
import Monitor
import Testing
import Time
import Workflows

@Suite struct RunDetailTests {
  /// extract, then three branches, then join.
  static let diamond: KeyValuePairs<String, [String]> = [
    "extract": [], "size": ["extract"], "owners": ["extract"], "ranks": ["extract"],
    "join": ["size", "owners", "ranks"],
  ]

  @Test func unfinishedRun() async throws {
    let fixture = try await Fixture()
    try await fixture.leader()
    let worker = try await fixture.worker(slots: 4)
    let version = try await fixture.apply("diamond", Self.diamond)
    let run = try await fixture.run(
      version, age: .seconds(60), metadata: #"{"k": "v"}"#, input: #"{"b": 1.50, "a": 2}"#)
    // Of the plan: extract, owners, ranks, size, join.
    try await fixture.attempt(run, 0, 1, .completed, output: #"{"rows": 3}"#)
    try await fixture.attempt(run, 1, 1, .failed, final: false, exitCode: 1, error: "exit code 1", at: 1)
    try await fixture.live(run, 1, .waiting, attempt: 1, wakeAt: fixture.now + .seconds(3600))
    try await fixture.live(run, 2, .running)
    try await fixture.live(run, 3, .queued)
    try await fixture.live(run, 4, .waiting)

    let detail = try #require(try await fixture.runs.detail(run))
    #expect(detail.id == run)
    #expect(detail.workflow.name == "diamond")
    #expect(detail.checksum == detail.workflow.checksum)
    #expect(detail.version == version)
    #expect(detail.input == #"{"b": 1.50, "a": 2}"#)
    #expect(detail.metadata == #"{"k": "v"}"#)
    #expect(detail.status == .running)
    #expect(detail.startedAt == run.createdAt)
    #expect(detail.finishedAt == nil)
    #expect(detail.readAt >= fixture.now)
    #expect(detail.tasks.map(\.name) == ["extract", "owners", "ranks", "size", "join"])
    #expect(detail.tasks.map(\.ordinal) == [0, 1, 2, 3, 4])
    #expect(detail.tasks.map(\.status) == [.completed, .waiting, .running, .queued, .waiting])
    #expect(detail.task(named: "join")?.needs == ["owners", "ranks", "size"])

    let extract = detail.tasks[0]
    #expect(extract.waitingReason == nil)
    #expect(extract.live == nil)
    #expect(extract.startedAt == run.createdAt)
    #expect(extract.finishedAt == run.createdAt + .seconds(1))
    let attempt = try #require(extract.attempts.first)
    #expect(attempt.attempt == 1)
    #expect(attempt.outcome == .completed)
    #expect(attempt.final)
    #expect(attempt.outputSize == 11)
    #expect(attempt.worker?.id.rawValue == 1)
    #expect(attempt.worker?.name == "w")
    #expect(attempt.worker?.host == "box")
    #expect(attempt.queuedAt == run.createdAt)
    #expect(attempt.assignedAt == run.createdAt)

    let owners = detail.tasks[1]
    #expect(owners.attempts.map(\.exitCode) == [1])
    #expect(owners.attempts.map(\.error) == ["exit code 1"])
    #expect(owners.live?.wakeAt == fixture.now + .seconds(3600))
    #expect(owners.finishedAt == nil)
    #expect(owners.waitingReason?.hasPrefix("retries in 59m ") == true)
    #expect(owners.waitingReason?.hasSuffix("s after exit code 1") == true)

    let ranks = detail.tasks[2]
    #expect(ranks.live?.worker?.text == "w")
    #expect(ranks.live?.attempt == 1)
    #expect(ranks.waitingReason?.hasPrefix("runs on worker 'w' for ") == true)
    #expect(detail.tasks[3].waitingReason?.hasPrefix("queued for ") == true)
    #expect(detail.tasks[3].waitingReason?.hasSuffix(": others are before it") == true)
    #expect(detail.tasks[4].waitingReason == "waits for 'owners', 'ranks' and 'size'")
    await worker.close()
  }

  @Test func finalRun() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("ab", ["a": [], "b": ["a"], "c": ["b"]]))
    try await fixture.attempt(run, 0, 1, .failed, final: false, signal: 9, error: "signal 9")
    try await fixture.attempt(run, 0, 2, .completed, at: 3)
    try await fixture.attempt(run, 1, 1, .failed, exitCode: 3, error: "exit code 3", at: 5)
    try await fixture.attempt(run, 2, 1, .cancelled, error: nil, at: 6)
    let detail = try #require(try await fixture.runs.detail(run))
    #expect(detail.status == .failed)
    #expect(detail.finishedAt == run.createdAt + .seconds(7))
    #expect(detail.tasks.map(\.status) == [.completed, .failed, .cancelled])
    #expect(detail.tasks.allSatisfy { $0.waitingReason == nil })
    #expect(detail.tasks[0].attempts.map(\.signal) == [9, nil])
    #expect(detail.tasks[0].attempts.map(\.final) == [false, true])
    #expect(detail.tasks[2].attempts.map(\.worker) == [nil])
    #expect(detail.tasks[2].startedAt == nil)
  }

  @Test func notTakenIn() async throws {
    let fixture = try await Fixture()
    let version = try await fixture.apply("ab", ["a": [], "b": ["a"]])
    let run = try await fixture.run(version, age: .seconds(90))
    func reasons(_ run: RunID) async throws -> [String?] {
      try #require(try await fixture.runs.detail(run)).tasks.map(\.waitingReason)
    }
    let first = try await reasons(run)
    #expect(first[0]?.hasPrefix("queued for ") == true)
    #expect(first[0]?.hasSuffix("s: no engine is running") == true)
    #expect(first[1] == "waits for 'a'")
    try await fixture.leader()
    #expect(try await reasons(run)[0]?.hasSuffix(": the engine has not taken it in yet") == true)
    let later = try await fixture.run(version, runAt: fixture.now + .seconds(7200))
    let reason = try #require(try await reasons(later)[0])
    #expect(reason.hasPrefix("scheduled for \((fixture.now + .seconds(7200)).rfc3339), in 1h 59m"))
  }

  @Test func obstaclesOfAQueuedTask() async throws {
    let fixture = try await Fixture()
    var workflow = Workflow(name: "needy", tasks: [TaskDefinition(name: "main", executor: .run("true"))])
    var task = workflow.tasks[0]
    task.slots = 3
    task.labels = [DesiredLabel(key: "gpu", value: .text("true"), required: true)]
    workflow = Workflow(name: "needy", tasks: [task])
    let needy = try await fixture.run(try await fixture.apply(workflow))
    try await fixture.live(needy, 0, .queued)
    let plain = try await fixture.run(try await fixture.apply("one"))
    try await fixture.live(plain, 0, .queued)
    func obstacle(_ run: RunID) async throws -> String? {
      let reason = try #require(try await fixture.runs.detail(run)?.tasks[0].waitingReason)
      return reason.split(separator: ": ", maxSplits: 1).last.map { String($0) }
    }
    #expect(try await obstacle(plain) == "no engine is running")
    try await fixture.leader()
    #expect(try await obstacle(plain) == "no worker is connected")
    let small = try await fixture.worker("small", slots: 1)
    #expect(try await obstacle(plain) == "others are before it")
    #expect(try await obstacle(needy) == "no worker has the labels that it requires ('gpu')")
    let second = try await fixture.worker("gpu", slots: 2, labels: ["gpu": "true"])
    #expect(try await obstacle(needy) == "it needs 3 slots, and the largest worker has 2")
    for _ in 0..<3 { try await fixture.live(try await fixture.run(VersionID(rawValue: 1)), 0, .running) }
    #expect(try await obstacle(plain) == "all 3 slots are busy")
    await second.close()
    await small.close()
    // The server notices the end of a session by itself, a moment later.
    let sessions: SQLStatement = """
      select count(*) from pg_locks l join pg_database d on d.oid = l.database
      where d.datname = current_database() and l.locktype = 'advisory' and l.objid > 0
      """
    while try await fixture.connection.execute(sessions).only().get(Int64.self, 0) > 0 { await Task.yield() }
    #expect(try await obstacle(plain) == "no worker is connected")
  }

  @Test func otherReasons() async throws {
    let fixture = try await Fixture()
    try await fixture.leader()
    let version = try await fixture.apply("one")
    func reason(_ run: RunID) async throws -> String {
      try #require(try await fixture.runs.detail(run)?.tasks[0].waitingReason)
    }
    let deferred = try await fixture.run(version)
    try await fixture.attempt(deferred, 0, 1, .deferred, final: false, exitCode: 75)
    try await fixture.live(deferred, 0, .waiting, attempt: 1, wakeAt: fixture.now - .seconds(1))
    #expect(try await reason(deferred) == "tries again now: it asked for that (exit code 75)")
    let timedOut = try await fixture.run(version)
    try await fixture.attempt(timedOut, 0, 1, .timedOut, final: false)
    try await fixture.live(timedOut, 0, .waiting, attempt: 1, wakeAt: fixture.now - .seconds(1))
    #expect(try await reason(timedOut) == "retries now after its time was over")
    let killed = try await fixture.run(version)
    try await fixture.attempt(killed, 0, 1, .failed, final: false, signal: 11)
    try await fixture.live(killed, 0, .waiting, attempt: 1, wakeAt: fixture.now - .seconds(1))
    #expect(try await reason(killed) == "retries now after signal 11")
    let scheduled = try await fixture.run(version, runAt: fixture.now + .seconds(60))
    try await fixture.live(scheduled, 0, .waiting, wakeAt: fixture.now + .seconds(60))
    #expect(try await reason(scheduled).hasPrefix("scheduled for \((fixture.now + .seconds(60)).rfc3339), in "))
    let stopping = try await fixture.run(version)
    try await fixture.live(stopping, 0, .running, worker: 99, cancelling: true)
    #expect(try await reason(stopping).hasPrefix("is being cancelled on worker 'worker 99', after it ran for "))
    // A replay: the last attempt was final, and the task waits for its time.
    let replayed = try await fixture.run(version)
    try await fixture.attempt(replayed, 0, 1, .failed, exitCode: 1)
    try await fixture.live(replayed, 0, .queued, attempt: 1)
    let detail = try #require(try await fixture.runs.detail(replayed))
    #expect(detail.status == .queued)
    #expect(detail.finishedAt == nil)
    #expect(detail.tasks[0].waitingReason?.hasSuffix("no worker is connected") == true)
  }

  @Test func manyAttempts() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("one"))
    try await fixture.connection.execute(
      """
      insert into hatchet.attempt (run_id, task, attempt, outcome, final, run_created_at, worker, finished_at)
      select $1, 0, n, 'deferred', false, $2, 1, $2 from generate_series(1, 250) n
      """, [run.number, run.createdAt])
    let detail = try #require(try await fixture.runs.detail(run))
    #expect(detail.tasks[0].attempts.map(\.attempt) == Array(151...250))
  }
}

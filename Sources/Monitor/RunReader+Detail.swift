import Database
package import Engine
package import Store
import Time
import Workflows

extension RunReader {
  /// The most attempts of one task that `detail` reads.
  package static let attemptsPerTask = 100

  /// All of a run, in one snapshot and one round trip. nil if there is no such run.
  package func detail(_ run: RunID) async throws(StoreError) -> RunDetail? {
    let key: Parameters = [run.number, run.createdAt]
    let answers = try await connection.snapshot(
      [
        Call(statements.once("run_head"), key),
        Call(statements.once("run_facts"), .runs([run])),
        Call(statements.once("run_attempts"), [run.number, run.createdAt, Int64(Self.attemptsPerTask)]),
        Call(statements.once("run_live"), [run.number]),
        Call(statements.once("running_if_queued"), [run.number]),
        Call(statements.once("list_live_workers")),
        Call(statements.once("read_leader")),
        Call(statements.once("run_matches"), [run.number, run.createdAt]),
      ], statements)
    let read = try decoding { () throws(DatabaseError) in try DetailRows(answers) }
    guard let head = read.head, let facts = read.facts else { return nil }
    let workflow = try head.decodedWorkflow()
    var detail = RunDetail(
      id: run, version: head.version, checksum: head.checksum ?? "", workflow: workflow, input: head.input,
      metadata: head.metadata, priority: head.priority, status: facts.status, runAt: head.runAt,
      startedAt: facts.startedAt, finishedAt: facts.finishedAt, tasks: [], readAt: head.now,
      pausedSince: head.pausedSince, inputReplacedAt: head.inputReplacedAt)
    let graph = workflow.graph
    detail.tasks = workflow.allTasks.enumerated().map { ordinal, task in
      TaskDetail(
        name: task.name, role: task.role, ordinal: ordinal,
        needs: task.role.isHook ? [] : graph.parents[ordinal].map { graph.names[$0] },
        status: facts.status(ofTask: ordinal), attempts: read.attempts[ordinal] ?? [], live: read.live[ordinal])
    }
    for (task, leaves) in read.matched where task < detail.tasks.count { detail.tasks[task].matchedLeaves = leaves }
    let waiting = WaitingReason(
      now: head.now, run: detail, workers: read.workers, running: read.running, leaderIsAlive: read.leaderIsAlive)
    for ordinal in detail.tasks.indices { detail.tasks[ordinal].waitingReason = waiting.sentence(ordinal) }
    return detail
  }
}

/// What `detail` reads, decoded.
private struct DetailRows {
  var head: RunHead?
  var facts: RunFacts?
  var attempts: [Int: [AttemptDetail]] = [:]
  var live: [Int: LiveDetail] = [:]
  var running: Int
  var workers: [WorkerRecord]
  var leaderIsAlive: Bool
  var matched: [Int: Set<Int>] = [:]

  init(_ answers: [Rows]) throws(DatabaseError) {
    head = try answers[0].decode(RunHead.init(row:)).first
    facts = try answers[1].decode(RunFacts.init(row:)).first
    for row in answers[2] { attempts[Int(try row.get(Int16.self, 0)), default: []].append(try AttemptDetail(row: row)) }
    for row in answers[3] { live[Int(try row.get(Int16.self, 0))] = try LiveDetail(row: row) }
    running = Int(try answers[4].only().get(Int64.self, 0))
    workers = try answers[5].decode(WorkerRecord.init(row:))
    for row in answers[7] {
      matched[Int(try row.get(Int16.self, 0)), default: []].insert(Int(try row.get(Int16.self, 1)))
    }
    leaderIsAlive = try answers[6].first?.get(Bool.self, "alive") ?? false
  }
}

extension AttemptDetail {
  fileprivate init(row: Row) throws(DatabaseError) {
    attempt = try row.get(1)
    outcome = try Outcome(text: try row.get(2))
    final = try row.get(3)
    exitCode = try row.get(4)
    signal = try row.get(5)
    worker = try WorkerName(row: row, at: 6)
    queuedAt = try row.get(9)
    assignedAt = try row.get(10)
    startedAt = try row.get(11)
    finishedAt = try row.get(12)
    error = try row.get(13)
    outputSize = try row.get(Int32?.self, 14).map { Int($0) }
  }
}

extension LiveDetail {
  fileprivate init(row: Row) throws(DatabaseError) {
    state = try TaskState(text: try row.get(1))
    attempt = try row.get(2)
    worker = try WorkerName(row: row, at: 3)
    queuedAt = try row.get(6)
    startedAt = try row.get(7)
    wakeAt = try row.get(8)
    cancelling = try row.get(9)
    waitsSince = try row.get(10)
    hasPassed = try row.get(11)
    deadline = try row.get(12)
  }
}

extension WorkerName {
  fileprivate init?(row: Row, at column: Int) throws(DatabaseError) {
    guard let id = try row.get(Int64?.self, column) else { return nil }
    self.init(id: WorkerID(rawValue: id), name: try row.get(column + 1), host: try row.get(column + 2))
  }
}

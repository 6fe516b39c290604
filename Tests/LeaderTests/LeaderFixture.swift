import Database
import Engine
import JSON
import Leader
import Store
import TestSupport
import Testing
import Time
import Workflows

/// A database with the current schema, and what a test needs to play everybody but the leader.
struct LeaderFixture {
  let database: TestDatabase
  let connection: Connection
  let statements: Statements

  init(_ namespace: Namespace = .standard) async throws {
    try await self.init(namespace, in: .migrated())
    if namespace != .standard { _ = try await Migrator(namespace, connection).migrate() }
  }

  init(_ namespace: Namespace, in database: TestDatabase) async throws {
    self.database = database
    connection = try await database.connect()
    statements = Statements(namespace)
  }

  /// Applies the workflows of a file.
  func apply(_ file: String) async throws {
    let workflows = try Workflow.parse(Array(file.utf8), file: "test.yaml", directory: "/")
    _ = try await WorkflowTable(connection, statements).apply(
      workflows.map { workflow in
        .init(
          name: workflow.name, checksum: workflow.checksum, definition: JSONText(workflow.definitionText),
          priority: Int16(workflow.priority), inputSchema: nil, directory: nil, crons: workflow.triggers.cron)
      })
  }

  func enqueue(_ workflow: String, input: JSONText = "{}", at time: Timestamp? = nil) async throws -> RunID {
    try await log.enqueue(.init(workflow: workflow, input: input, runAt: time))
  }

  var log: RunLog { RunLog(connection, statements) }

  func startLeader(_ holder: String = "leader", pace: LeaderPace = LeaderPace()) -> TestLeader {
    TestLeader(database.target, statements, holder: holder, pace: pace)
  }

  func startWorker(slots: Int = 4) async throws -> TestWorker {
    try await TestWorker(connect(), statements, slots: slots)
  }

  func connect() async throws -> Connection { try await database.connect() }

  /// The attempts of a run: `task/attempt outcome`, `!` if it is the last word.
  func attempts(of run: RunID) async throws -> [String] {
    try await database.rows(
      """
      select task || '/' || attempt || ' ' || outcome || case when final then '!' else '' end
      from \(statements.namespace).attempt where run_id = \(run.number) order by task, attempt
      """
    ).map { $0[0] }
  }

  /// The number of rows of a query's only column, or what it counts.
  func number(_ query: String) async throws -> Int64 {
    try await connection.execute(SQLStatement(query)).only().get(Int64.self, 0)
  }
}

/// A candidate in a process of its own, as it were.
final class TestLeader: Sendable {
  let inbox = LeaderInbox()
  let events = EventLog<LeaderEvent>()
  private let task: Task<Void, Never>

  init(_ target: ConnectionTarget, _ statements: Statements, holder: String, pace: LeaderPace) {
    let service = LeaderService(target, statements, inbox: inbox, holder: holder, pace: pace) { [events] event in
      events.append(event)
    }
    task = Task { await service.run() }
  }

  /// Steps down in order.
  func stop() async {
    inbox.stepDown()
    await task.value
  }

  /// Goes without a word.
  func crash() async {
    task.cancel()
    await task.value
  }

  /// Returns the epoch, and whether the leader before had crashed.
  @discardableResult
  func elected() async throws -> (epoch: Int32, afterCrash: Bool) {
    try await events.first("an election") { event in
      if case .elected(let epoch, let afterCrash) = event { (epoch, afterCrash) } else { nil }
    }
  }

  func finished(_ run: RunID) async throws -> Status {
    try await events.first("the end of run \(run.number)") { event in
      if case .runFinished(let finish) = event, finish.run == run { finish.status } else { nil }
    }
  }

  func refusals() -> [Refusal] {
    events.events.compactMap { event in if case .refused(let refusal) = event { refusal } else { nil } }
  }
}

/// A worker in another process, as it were: it gets its tasks through the tables.
final class TestWorker: Sendable {
  let id: WorkerID
  /// Attempts to start, and to stop.
  let starts = EventLog<Order>()
  let stops = EventLog<Order>()
  private let session: WorkerSession
  private let connection: Connection
  private let listening: Task<Void, any Error>
  private let beating: Task<Void, any Error>

  struct Order: Hashable, Sendable {
    var task: TaskID
    var attempt: Int32
  }

  init(_ connection: Connection, _ statements: Statements, slots: Int) async throws {
    self.connection = connection
    let session = WorkerSession(connection, statements)
    self.session = session
    let id = try await session.register(name: "remote", host: "h", pid: 1, slots: slots, labels: .object([]))
    self.id = id
    try await session.listen(as: id)
    // A worker that says nothing is taken for hung.
    beating = Task {
      while true {
        try await Task.sleep(for: .seconds(2))
        _ = try await session.beat(id, received: 0)
      }
    }
    listening = Task { [starts, stops] in
      var last: Int64 = 0
      func take() async throws {
        for notice in try await session.takeNotices(id, after: last) {
          for (task, attempt) in notice.attempts {
            (notice.kind == .start ? starts : stops).append(Order(task: task, attempt: attempt))
          }
          last = notice.id
        }
      }
      try await take()
      for await _ in session.notifications { try await take() }
    }
  }

  /// Every task that it is given, it completes at once; until it leaves.
  func completeAll(_ fixture: LeaderFixture) -> Task<Void, any Error> {
    Task {
      var done = 0
      while !Task.isCancelled {
        let count = done
        let orders = try await starts.wait(for: "work") { $0.count > count }
        for order in orders[done...] { try await report(order, .completed, fixture) }
        done = orders.count
      }
    }
  }

  func start(of run: RunID, task: Int = 0, attempt: Int32? = nil) async throws -> Order {
    let id = TaskID(run: run.number, ordinal: task)
    return try await starts.first("the start of \(run.number)/\(task)") { order in
      order.task == id && (attempt == nil || order.attempt == attempt) ? order : nil
    }
  }

  /// Appends the record of an attempt.
  func report(_ order: Order, _ outcome: Outcome, final: Bool = true, _ fixture: LeaderFixture) async throws {
    let createdAt = try await fixture.connection.execute(
      SQLStatement("select created_at from \(fixture.statements.namespace).run where id = \(order.task.runNumber)")
    ).only().get(Timestamp.self, 0)
    try await WorkerSession(fixture.connection, fixture.statements).appendAttempts([
      AttemptRow(
        task: order.task, runCreatedAt: createdAt, attempt: order.attempt, outcome: outcome, final: final, worker: id,
        finishedAt: WallClock.now())
    ])
  }

  /// Says that it goes, having reported all.
  func leave() async throws {
    try await session.stop(id)
    await vanish()
  }

  /// Goes without a word.
  func vanish() async {
    listening.cancel()
    beating.cancel()
    await connection.close()
  }
}

/// A worker in the leader's process: it gets its tasks in memory.
final class LocalTestWorker: LocalWorker {
  enum Order: Sendable {
    case start(Assignment)
    case stop(StopOrder)
    case disown
    case forget([RunID])
  }

  let id: WorkerID
  let orders = EventLog<Order>()
  private let inbox: LeaderInbox
  private let session: WorkerSession
  private let connection: Connection

  init(_ fixture: LeaderFixture, _ inbox: LeaderInbox, slots: Int = 4) async throws {
    self.inbox = inbox
    connection = try await fixture.connect()
    session = WorkerSession(connection, fixture.statements)
    id = try await session.register(name: "local", host: "h", pid: 1, slots: slots, labels: .object([]))
    inbox.join(self, as: id)
  }

  func expect(_ runs: [RunID]) {}

  func forget(_ runs: [RunID]) { orders.append(.forget(runs)) }
  func start(_ assignments: [Assignment]) { for assignment in assignments { orders.append(.start(assignment)) } }
  func stop(_ stops: [StopOrder]) { for stop in stops { orders.append(.stop(stop)) } }
  func disown() { orders.append(.disown) }

  func started(_ run: RunID, task: Int = 0, attempt: Int32? = nil) async throws -> Assignment {
    try await orders.first("the start of \(run.number)/\(task)") { order in
      guard case .start(let assignment) = order, assignment.task == TaskID(run: run.number, ordinal: task),
        attempt == nil || assignment.attempt == attempt
      else { return nil }
      return assignment
    }
  }

  /// False if the leader of this process leads no more.
  @discardableResult
  func report(_ assignment: Assignment, _ outcome: Outcome) -> Bool {
    inbox.report(
      .init(
        report: Report(task: assignment.task, attempt: assignment.attempt, worker: id, outcome: outcome),
        row: AttemptRow(
          task: assignment.task, runCreatedAt: assignment.run.createdAt, attempt: assignment.attempt, outcome: outcome,
          final: false, worker: id, finishedAt: WallClock.now())))
  }

  /// The first run that it was given.
  var firstStarted: RunID? {
    for order in orders.events { if case .start(let assignment) = order { return assignment.run } }
    return nil
  }

  /// Every task that it is given, it completes at once, until the task is cancelled.
  func completeAll() -> Task<Void, any Error> {
    Task {
      var done = 0
      while !Task.isCancelled {
        let count = done
        let orders = try await orders.wait(for: "work") { $0.count > count }
        for case .start(let assignment) in orders[done...] { report(assignment, .completed) }
        done = orders.count
      }
    }
  }

  func leave() async throws {
    try await session.stop(id)
    inbox.leave(id)
  }

  /// Goes with its process, without a word.
  func vanish() async { await connection.close() }
}

import Database
import Engine
import Store
import TestRandom
import TestSupport
import Testing
import Time

@Suite struct TailTests {
  /// Transactions that write into all three logs begin, write, commit, roll back and hang in any order; a reader tails,
  /// in pieces; every now and then another takes over from what is stored.
  @Test(arguments: [1, 2, 7, 5000]) func readsEveryCommittedRowOnce(limit: Int) async throws {
    let seed = Dice.seed
    print("tail: HATCHET_SEED=\(seed)")
    var dice = Dice(seed: seed)
    let fixture = try await StoreFixture()
    let version = try await fixture.apply()
    let leadership = try await fixture.lead()
    var reader = Reader(try await leadership.readCursors(), limit: limit)
    var writers: [Writer] = []
    for number in 0..<5 {
      writers.append(Writer(try await fixture.database.connect(name: "writer \(number)"), version: version))
    }
    for _ in 0..<250 {
      switch Int.random(in: 0..<10, using: &dice) {
      case 0..<6: try await writers[Int.random(in: 0..<5, using: &dice)].step(&dice)
      case 6..<9: try await reader.read(leadership)
      default: try await reader.takeOver(leadership)
      }
    }
    for index in writers.indices { try await writers[index].end(&dice) }
    try await reader.readAll(leadership)

    for (log, query) in [
      ("run", "select id::text from hatchet.run"), ("command", "select id::text from hatchet.command"),
      ("attempt", "select concat_ws('/', run_id, task, attempt) from hatchet.attempt where not by_leader"),
    ] {
      let written = try await fixture.database.rows(query).map { $0[0] }
      #expect(!written.isEmpty)
      let seen = reader.seen[log, default: []]
      #expect(seen.count == Set(seen).count, "read twice in log \(log), seed \(seed)")
      #expect(Set(written).symmetricDifference(seen).isEmpty, "log \(log), seed \(seed)")
    }
  }

  /// Writers that really race with the reader.
  @Test func readsEveryRowOnceWhileOthersWrite() async throws {
    let fixture = try await StoreFixture()
    let version = try await fixture.apply()
    let leadership = try await fixture.lead()
    var reader = Reader(try await leadership.readCursors(), limit: 50)
    let writing = Task {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<4 {
          group.addTask {
            var dice = Dice(seed: UInt64(number))
            var writer = Writer(try await fixture.database.connect(), version: version)
            for _ in 0..<120 { try await writer.step(&dice) }
            try await writer.end(&dice)
          }
        }
        try await group.waitForAll()
      }
      return true
    }
    let isOver = EventLog<Bool>()
    Task { isOver.append((try? await writing.value) ?? false) }
    while isOver.events.isEmpty { try await reader.read(leadership) }
    #expect(isOver.events == [true])
    try await reader.readAll(leadership)
    let written = try await fixture.database.rows("select id::text from hatchet.run").map { $0[0] }
    #expect(reader.seen["run", default: []].sorted() == written.sorted())
  }

  /// A transaction that wrote three days ago and commits now, however many reads and leaders came in between.
  @Test func pruningNeverHidesARow() async throws {
    let fixture = try await StoreFixture()
    let version = try await fixture.apply()
    try await fixture.run(
      """
      select hatchet.make_partitions(hatchet.day_of(now()) - 3);
      select hatchet.make_partitions(hatchet.day_of(now()) - 2);
      update hatchet.cursor set floor = now() - interval '3 days', snapshot = pg_current_snapshot();
      """)
    let leadership = try await fixture.lead()
    var reader = Reader(try await leadership.readCursors(), limit: 5000)
    let hanging = try await fixture.database.connect()
    try await hanging.simple(
      """
      begin; insert into hatchet.run (created_at, version, priority)
      select now() - day * interval '1 day' + interval '1 minute', \(version), 2 from generate_series(0, 3) day
      """)
    for round in 0..<6 {
      _ = try await fixture.enqueue()
      try await reader.read(leadership)
      if round.isMultiple(of: 2) { try await reader.takeOver(leadership) }
    }
    #expect(reader.seen["run"]?.count == 6)
    try await hanging.simple("commit")
    try await reader.readAll(leadership)
    #expect(reader.seen["run"]?.count == 10)
    // From then on, the old days are left alone: as soon as no transaction of the cluster is older.
    let isRecent = "select (floor > now() - interval '1 hour')::int::bigint from hatchet.cursor where log = 'run'"
    _ = try await eventually("a floor of today") {
      try await reader.readAll(leadership)
      return try await fixture.number(isRecent) == 1 ? true : nil
    }
  }

  /// A command comes with its run or after it, never before: the engine would not know the run.
  @Test func aCommandNeverOvertakesItsRun() async throws {
    let fixture = try await StoreFixture()
    try await fixture.apply()
    let leadership = try await fixture.lead()
    var tail = Tail(fixture.statements, cursors: try await leadership.readCursors(), limit: 2)
    for _ in 0..<3 { _ = try await fixture.enqueue() }
    let first = try await tail.read(leadership)
    #expect(first.runs.count == 2)
    #expect(first.hasMore)
    // Younger than the target that the reader is on its way to.
    let late = try await fixture.enqueue()
    try await RunLog(fixture.connection, fixture.statements).cancel([late])
    var known = Set(first.runs.map(\.id))
    var cancelled: [RunID] = []
    var hasMore = true
    while hasMore {
      let reading = try await tail.read(leadership)
      known.formUnion(reading.runs.map(\.id))
      for command in reading.commands {
        #expect(known.contains(command.run))
        cancelled.append(command.run)
      }
      hasMore = reading.hasMore
    }
    #expect(cancelled == [late])
    #expect(known.count == 4)
  }

  /// Many attempts of one run in one transaction are more than a read takes: they come all the same, and once.
  @Test func attemptsOfOneRunInOneTransactionComeTogether() async throws {
    let fixture = try await StoreFixture()
    let leadership = try await fixture.lead()
    var reader = Reader(try await leadership.readCursors(), limit: 3)
    try await fixture.run(
      """
      insert into hatchet.attempt (run_id, task, attempt, outcome, final, run_created_at, worker, finished_at)
      select run, task, 1, 'completed', true, now(), 1, now() from generate_series(1, 3) run, generate_series(0, 9) task
      """)
    try await reader.readAll(leadership)
    #expect(reader.seen["attempt"]?.count == 30)
    #expect(Set(reader.seen["attempt"] ?? []).count == 30)
  }

  @Test func leavesOutWhatTheLeaderWroteItself() async throws {
    let fixture = try await StoreFixture()
    let leadership = try await fixture.lead()
    var tail = Tail(fixture.statements, cursors: try await leadership.readCursors())
    let row = AttemptRow(
      task: TaskID(run: 1, ordinal: 0), runCreatedAt: try await leadership.readClock(), attempt: 1, outcome: .cancelled,
      final: true, finishedAt: try await leadership.readClock())
    _ = try await leadership.exchange(
      [fixture.statements.insertAttempts([row], byLeader: true)], relaxed: false, reads: [])
    let reading = try await tail.read(leadership)
    #expect(reading.isEmpty)
    #expect(reading.hasAllReports)
  }

  /// What a reader that came to the end of a piece has not seen yet is not left for the next notice.
  @Test func saysThatThereIsMoreUntilThereIsNot() async throws {
    let fixture = try await StoreFixture()
    try await fixture.apply()
    let leadership = try await fixture.lead()
    var tail = Tail(fixture.statements, cursors: try await leadership.readCursors(), limit: 2)
    for _ in 0..<2 { _ = try await fixture.enqueue() }
    #expect(try await tail.read(leadership).hasMore)
    _ = try await fixture.enqueue()
    let piece = try await tail.read(leadership)
    #expect(piece.runs.isEmpty)
    #expect(piece.hasMore)
    let rest = try await tail.read(leadership)
    #expect(rest.runs.count == 1)
    #expect(!rest.hasMore)
  }
}

/// A tail, and the keys of all that it has read.
private struct Reader {
  private let statements = Statements(.standard)
  private let limit: Int
  private var tail: Tail
  /// Its start.
  private let day = Timestamp(microseconds: WallClock.now().microseconds / 86_400_000_000 * 86_400_000_000)
  private(set) var seen: [String: [String]] = [:]

  init(_ cursors: [LogCursor.Log: LogCursor], limit: Int) {
    self.limit = limit
    tail = Tail(statements, cursors: cursors, limit: limit)
  }

  @discardableResult
  mutating func read(_ leadership: Leadership) async throws -> Bool {
    // The attempts of a run that was created at the start of the day.
    let reading = try await tail.read(leadership, oldestLive: day)
    seen["run", default: []] += reading.runs.map { "\($0.id.number)" }
    seen["command", default: []] += reading.commands.map { $0.arguments.text }
    seen["attempt", default: []] += reading.reports.map {
      "\($0.task.runNumber)/\($0.task.ordinal)/\($0.attempt)"
    }
    return reading.hasMore
  }

  /// Stores the cursors, in the transaction that takes what they moved over, and starts from there.
  mutating func takeOver(_ leadership: Leadership) async throws {
    _ = try await leadership.exchange(tail.moves(), relaxed: true, reads: [])
    tail = Tail(statements, cursors: try await leadership.readCursors(), limit: limit)
  }

  mutating func readAll(_ leadership: Leadership) async throws {
    while try await read(leadership) {}
    _ = try await leadership.exchange(tail.moves(all: true), relaxed: true, reads: [])
  }
}

/// Somebody who writes into the logs, in transactions of several statements.
private struct Writer {
  private let connection: Connection
  private let version: Int64
  private var isOpen = false

  init(_ connection: Connection, version: Int64) {
    self.connection = connection
    self.version = version
  }

  mutating func step(_ dice: inout Dice) async throws {
    if !isOpen {
      try await connection.simple("begin")
      isOpen = true
    }
    switch Int.random(in: 0..<8, using: &dice) {
    case 0, 1, 2:
      try await connection.simple(
        """
        insert into hatchet.run (version, priority)
        select \(version), 2 from generate_series(1, \(Int.random(in: 1...4, using: &dice)))
        """)
    case 3:
      // A command's arguments hold its id, for the leader does not ask for it.
      try await connection.simple(
        """
        insert into hatchet.command (id, kind, run_id, run_created_at, arguments)
        select id, 'cancel', 1, now(), to_json(id) from nextval(pg_get_serial_sequence('hatchet.command', 'id')) id
        """)
    case 4:
      try await connection.simple(
        """
        insert into hatchet.attempt (run_id, task, attempt, outcome, final, run_created_at, worker, finished_at)
        select \(Int64.random(in: 1...5, using: &dice)), task, \(Int.random(in: 1...1_000_000, using: &dice)), 'failed', false,
          greatest(hatchet.day_start(hatchet.day_of(now())), now() - interval '10 minutes'), 1, now()
        from generate_series(0, \(Int.random(in: 0...9, using: &dice))) task
        """)
    case 5:
      // Part of it is taken back.
      try await connection.simple(
        """
        savepoint s; insert into hatchet.run (version, priority) values (\(version), 2);
        \(dice.oneIn(2) ? "rollback to s" : "release s")
        """)
    default:
      try await end(&dice)
    }
  }

  mutating func end(_ dice: inout Dice) async throws {
    guard isOpen else { return }
    isOpen = false
    try await connection.simple(dice.oneIn(3) ? "rollback" : "commit")
  }
}

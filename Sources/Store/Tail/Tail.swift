package import Database
package import Engine
package import Time

/// Reads what is new in the logs that the leader follows, in one snapshot.
package struct Tail: Sendable {
  /// Rows of one log in one read: bounds memory, and how long a batch takes.
  package static let standardLimit = 5000
  /// Of events, which carry their payloads.
  static let eventLimit = 500
  /// Clocks may be set back by so much without a row escaping the pruning of partitions.
  static let clockSlack = Duration.seconds(3600)

  private let statements: Statements
  private let limit: Int
  private var cursors: [LogCursor.Log: LogCursor]
  /// Logs whose cursor the table does not have yet.
  private var moved: Set<LogCursor.Log> = []

  package init(_ statements: Statements, cursors: [LogCursor.Log: LogCursor], limit: Int = Tail.standardLimit) {
    self.statements = statements
    self.limit = limit
    self.cursors = cursors
  }

  /// What was new.
  package struct Reading: Sendable {
    package var runs: [ArrivedRun] = []
    package var commands: [LoggedCommand] = []
    package var reports: [Report] = []
    package var events: [ArrivedEvent] = []
    /// Of the registry: it changes when something is declared.
    package var revision: Int64
    /// The database's clock.
    package var now: Timestamp
    /// What had ended when it was read.
    package var snapshot: Snapshot
    /// Whether there is more to read at once.
    package var hasMore: Bool
    /// Whether every report that had been committed was read, now or before.
    package var hasAllReports: Bool

    package var count: Int { runs.count + commands.count + reports.count + events.count }
    package var isEmpty: Bool { count == 0 }
  }

  /// The calls of a read, for a pipeline segment of their own. `oldestLive`: attempts lie in the partition of their run,
  /// and no unfinished run is older.
  package func calls(oldestLive: Timestamp?) -> [Call] {
    [
      Call("begin isolation level repeatable read read only"),
      Call(statements["read_snapshot"]),
      call("tail_runs", .run),
      call("tail_commands", .command),
      call("tail_attempts", .attempt, floor: oldestLive),
      call("tail_events", .event),
      Call("commit"),
    ]
  }

  private func call(_ name: String, _ log: LogCursor.Log, floor: Timestamp? = nil) -> Call {
    let cursor = self[log]
    return Call(
      statements[name],
      [
        cursor.snapshot.xmax, cursor.snapshot.xip, min(floor ?? cursor.floor, cursor.floor) - Self.clockSlack,
        cursor.position.xid, cursor.position.id, cursor.target?.snapshot, Int64(limit(log)),
      ])
  }

  private func limit(_ log: LogCursor.Log) -> Int { log == .event ? min(limit, Self.eventLimit) : limit }

  private subscript(log: LogCursor.Log) -> LogCursor {
    guard let cursor = cursors[log] else { preconditionFailure("the schema has a cursor for '\(log)'") }
    return cursor
  }

  /// Takes in the answers to `calls`, and moves the cursors past them.
  package mutating func digest(_ answers: [Rows]) throws(DatabaseError) -> Reading {
    let head = try answers[1].only()
    let (snapshot, takenAt, now) = try head.get(Snapshot.self, Timestamp.self, Timestamp.self)
    let reading = LogCursor.Reading(snapshot: snapshot, takenAt: takenAt)
    var result = Reading(
      revision: try head.get(3), now: now, snapshot: snapshot, hasMore: false, hasAllReports: false)

    result.runs = try answers[2].decode(ArrivedRun.init(row:))
    try move(.run, over: answers[2], reading)
    // A command may concern a run that this read did not come to, also one younger than the target that it reached: it is
    // left for the read that does.
    if self[.run].snapshot == snapshot {
      result.commands = try answers[3].decode(LoggedCommand.init(row:))
      try move(.command, over: answers[3], reading)
    }
    result.reports = try answers[4].decode(Report.init(row:))
    try move(.attempt, over: answers[4], reading)
    // An event, too, may be meant for a run that this read did not come to.
    if self[.run].snapshot == snapshot {
      result.events = try answers[5].decode(ArrivedEvent.init(row:))
      try move(.event, over: answers[5], reading)
    }
    result.hasMore = cursors.values.contains { $0.snapshot != snapshot }
    result.hasAllReports = self[.attempt].snapshot == snapshot
    return result
  }

  private mutating func move(_ log: LogCursor.Log, over rows: Rows, _ reading: LogCursor.Reading) throws(DatabaseError)
  {
    if rows.count < limit(log) {
      if !rows.isEmpty || self[log].target != nil { moved.insert(log) }
      cursors[log]?.complete(reading)
    } else {
      let last = rows[rows.count - 1]
      cursors[log]?.pause(reading, at: .init(xid: try last.get(1), id: try last.get(0)))
      moved.insert(log)
    }
  }

  /// Writes the cursors that have moved over rows since the last call, or all: a cursor that moved over nothing need not
  /// be stored, for whoever starts from the old one finds nothing more.
  package mutating func moves(all: Bool = false) -> [Call] {
    defer { moved = [] }
    return cursors.filter { all || moved.contains($0.key) }.map { log, cursor in
      Call(
        statements["move_cursor"],
        [
          log.rawValue, cursor.snapshot, cursor.floor, cursor.target?.snapshot, cursor.target?.floor,
          cursor.target?.position.xid, cursor.target?.position.id,
        ])
    }
  }
}

/// A row of the command log.
package struct LoggedCommand: Sendable {
  package enum Kind: String, Sendable {
    case cancel
    case replay
    case reschedule
  }

  package var kind: Kind
  package var run: RunID
  /// A JSON object: for `replay` `from` (a task's name) and `all`, for `reschedule` `at` (a time).
  package var arguments: JSONText
}

extension LoggedCommand {
  init(row: Row) throws(DatabaseError) {
    let name = try row.get(String.self, 2)
    guard let kind = Kind(rawValue: name) else {
      throw DatabaseError(.decoding, "'\(name)' is not a kind of command")
    }
    self.kind = kind
    run = RunID(number: try row.get(3), createdAt: try row.get(4))
    arguments = try row.get(5)
  }
}

extension ArrivedRun {
  init(row: Row) throws(DatabaseError) {
    self.init(
      id: RunID(number: try row.get(0), createdAt: try row.get(2)), version: VersionID(rawValue: try row.get(3)),
      priority: try row.get(4), runAt: try row.get(5))
  }
}

extension ArrivedEvent {
  /// A row of `tail_events` or `events_since`.
  package init(row: Row) throws(DatabaseError) {
    self.init(
      id: EventID(number: try row.get(0), createdAt: try row.get(2)), key: try row.get(3), scope: try row.get(4),
      payload: try row.get(JSONText.self, 5).text, metadata: try row.get(JSONText?.self, 6)?.text)
  }
}

extension Report {
  init(row: Row) throws(DatabaseError) {
    let outcome = try Outcome(text: try row.get(4))
    self.init(
      task: TaskID(run: try row.get(0), ordinal: Int(try row.get(Int16.self, 2))), attempt: try row.get(3),
      worker: WorkerID(rawValue: try row.get(Int64?.self, 7) ?? 0), outcome: outcome,
      exitCode: try row.get(Int16?.self, 6).map(Int32.init), finishedAt: try row.get(9))
  }
}

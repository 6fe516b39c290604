package import Database
package import Engine
package import Store
import Time
import Workflows

/// The log lines of a run, in the order of time, once each, while they are being written and afterwards.
///
///     var position = try await reader.begin(run, tail: 20)
///     while true {
///       let page = try await reader.read(&position)
///       …
///       if page.isComplete { break }
///       if !page.hasMore { … wait a moment … }
///     }
package struct LogReader: Sendable {
  private let connection: Connection
  private let statements: Statements
  /// A line that has not shown up so long after a later one of the same attempt will not.
  static let gapLimit = Duration.seconds(60)
  /// Times of lines and of runs may differ by so much, whatever clocks did.
  private static let clockSlack = Duration.seconds(3600)

  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  /// Where to read from: the first line, or the last `tail` ones that there are.
  ///
  /// - Parameters:
  ///   - task: that task's lines only.
  ///   - attempt: that attempt's only.
  /// - Throws: `notFound`: no such run, or no such task.
  package func begin(
    _ run: RunID, task: String? = nil, attempt: Int32? = nil, tail: Int? = nil
  ) async throws(StoreError) -> LogPosition {
    let head = try await runs.head(of: run)
    let workflow = try head.decodedWorkflow()
    var position = LogPosition(run, names: workflow.allTasks.map(\.name), at: head.now)
    let ordinals =
      try task.map { (name) throws(StoreError) in [try workflow.ordinal(of: name)] } ?? Array(position.names.indices)
    for ordinal in ordinals {
      if let attempt { position.follow(.init(task: ordinal, attempt: attempt)) } else { position.follow(ordinal) }
    }
    for ordinal in ordinals {
      position.allowed[ordinal] = Int32(clamping: workflow.allTasks[ordinal].retry.retries + 1)
    }
    let tried = try await runs.rows("log_attempts", [run.number, run.createdAt])
    for (task, attempt) in try decoding({ () throws(DatabaseError) in try tried.decode(Int16.self, Int32.self) }) {
      position.tried[Int(task)] = attempt
    }
    guard let tail else { return position }
    let rows = try await runs.rows(
      "log_starts",
      [run.number, Self.floor(run), Self.past(head.now), ordinals.map { Int16($0) }, attempt, Int64(max(tail, 0))])
    let starts = try decoding { () throws(DatabaseError) in try rows.decode(Int16.self, Int32.self, Int32.self) }
    for (task, attempt, line) in starts.sorted(by: { $0.1 < $1.1 }) {
      position.follow(.init(task: Int(task), attempt: attempt), from: line)
    }
    return position
  }

  /// The next lines, at most `limit`, and moves `position` behind them.
  package func read(_ position: inout LogPosition, limit: Int = 1000) async throws(StoreError) -> LogPage {
    let run = position.run
    let open = position.attempts.sorted { ($0.key.task, $0.key.attempt) < ($1.key.task, $1.key.attempt) }
    let known = position.known.sorted { $0.key < $1.key }
    let bound = max(limit, 1) + position.aheadCount
    let answers = try await connection.snapshot(
      [
        Call(
          statements.once("log_lines"),
          [
            run.number, Self.floor(run), Self.past(position.readAt), open.map { Int16($0.key.task) },
            open.map(\.key.attempt), open.map(\.value.next),
            known.map { Int16($0.key) }, known.map(\.value), Int64(bound),
          ]),
        Call(statements.once("run_facts"), .runs([run])),
        Call(statements.once("read_snapshot")),
      ], statements)
    let (rows, isFinal, now) = try decoding { () throws(DatabaseError) in
      (
        try answers[0].decode(LogLineRow.init(row:)),
        try answers[1].decode(RunFacts.init(row:)).first?.status.isFinal ?? true,
        try answers[2].only().get(Timestamp.self, 2)
      )
    }
    var entries: [LogEntry] = []
    for row in rows where position.take(row.place, line: row.line, time: row.time) {
      entries.append(row.entry(position.names))
    }
    position.settle(before: now - Self.gapLimit)
    // After a pause of more than a day, the next read looks at the days since.
    let hasMore = rows.count >= bound || now >= Self.past(position.readAt)
    position.readAt = now
    return LogPage(entries: entries, hasMore: hasMore, isComplete: isFinal && !hasMore)
  }

  /// The last lines of the last attempt that wrote any, of each failed task that did, in the order of the plan.
  package func failureTail(_ run: RunID, lines: Int = 10) async throws(StoreError) -> [FailureTail] {
    guard let facts = try await runs.facts(of: [run])[run] else { throw .noRun(run) }
    let failed = facts.statuses.indices.filter { facts.status(ofTask: $0) == .failed }
    guard !failed.isEmpty else { return [] }
    let head = try await runs.head(of: run)
    let names = try head.decodedWorkflow().allTasks.map(\.name)
    let answer = try await runs.rows(
      "log_tails",
      [run.number, Self.floor(run), Self.past(head.now), failed.map { Int16($0) }, Int64(max(lines, 0))])
    let rows = try decoding { () throws(DatabaseError) in try answer.decode(LogLineRow.init(row:)) }
    var tails: [FailureTail] = []
    for row in rows {
      let entry = row.entry(names)
      if tails.last?.task != entry.task {
        tails.append(FailureTail(task: entry.task, attempt: entry.attempt, entries: []))
      }
      tails[tails.count - 1].entries.append(entry)
    }
    return tails
  }

  private var runs: RunReader { RunReader(connection, statements) }

  /// No line of the run is older.
  private static func floor(_ run: RunID) -> Timestamp { run.createdAt - clockSlack }

  /// No line that is read soon is younger: a constant, so that only the partitions between are opened.
  private static func past(_ now: Timestamp) -> Timestamp { now + .seconds(86400) }
}

/// A row of the log.
private struct LogLineRow {
  var place: LogPosition.Attempt
  var line: Int32
  var time: Timestamp
  var priority: Int16
  var text: String

  init(row: Row) throws(DatabaseError) {
    place = LogPosition.Attempt(task: Int(try row.get(Int16.self, 0)), attempt: try row.get(1))
    line = try row.get(2)
    time = try row.get(3)
    priority = try row.get(4)
    text = try row.get(5)
  }

  func entry(_ names: [String]) -> LogEntry {
    LogEntry(
      task: names.indices.contains(place.task) ? names[place.task] : "task \(place.task)", attempt: place.attempt,
      line: line, time: time, priority: priority, text: text)
  }
}

package import Database
package import Time

/// The daily partitions of the logs: what there is, and dropping what is old.
package struct PartitionTable: Sendable {
  private let connection: Connection
  private let statements: Statements

  /// `connection` is direct: a partition is detached outside of transactions.
  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  package struct Partition: Hashable, Sendable {
    /// `run`, `command`, `event`, `event_match`, `attempt` or `log_line`.
    package var log: String
    package var name: String
    package var day: Day
    /// The planner's; -1 if it never looked.
    package var estimatedRows: Int64
    package var bytes: Int64
  }

  /// What pruning would do.
  package struct Plan: Sendable {
    /// What is older than this day.
    package var before: Day
    package var dropped: [Partition]
    /// Old, too, but with unfinished runs: by day.
    package var kept: [(day: Day, runs: Int64, bytes: Int64)]
  }

  /// Partitions of days before `day`. A day with an unfinished run stays whole, and so do the log lines that were written
  /// since the oldest of these days, and the commands and events that nobody has read.
  package func plan(before day: Day) async throws(StoreError) -> Plan {
    do throws(DatabaseError) {
      let unfinished = try await connection.execute(statements.once("unfinished_by_day")).decode {
        (row) throws(DatabaseError) in (day: try Day(row, 0), runs: try row.get(Int64.self, 1))
      }
      let unread = Set(
        try await connection.execute(statements.once("unread_days")).decode { (row) throws(DatabaseError) in
          UnreadDay(log: try row.get(0), day: try Day(row, 1))
        })
      let runsByDay = Dictionary(unfinished.map { ($0.day, $0.runs) }, uniquingKeysWith: +)
      let oldest = runsByDay.keys.min()
      let old = try await list().filter { $0.day < day }
      let isKept = { (partition: Partition) in
        switch partition.log {
        case "log_line" where oldest.map { partition.day >= $0 } ?? false: true
        case _ where unread.contains(UnreadDay(log: partition.log, day: partition.day)): true
        // Whoever was woken has its own copy.
        case "event": false
        default: runsByDay[partition.day] != nil
        }
      }
      let kept = Dictionary(grouping: old.filter(isKept), by: \.day).sorted { $0.key < $1.key }.map { day, partitions in
        (day: day, runs: runsByDay[day] ?? 0, bytes: partitions.reduce(0) { $0 + $1.bytes })
      }
      return Plan(before: day, dropped: old.filter { !isKept($0) }, kept: kept)
    } catch {
      throw StoreError(error)
    }
  }

  /// Detaches and drops one. Readers and writers of the others are not held up; if somebody uses this one for longer
  /// than 10 s, it fails and may be tried again.
  package func drop(_ partition: Partition) async throws(StoreError) {
    do throws(DatabaseError) {
      _ = try await connection.simple("set lock_timeout = '10s'")
      let parts: KeyValuePairs = ["$LOG": partition.log.sqlIdentifier, "$PARTITION": partition.name.sqlIdentifier]
      _ = try await connection.simple(statements.text("detach_partition", replacing: parts))
      _ = try await connection.simple(statements.text("drop_partition", replacing: parts))
      if partition.log == "run" {
        _ = try await connection.execute(
          statements.once("forget_replay_inputs"), [partition.day.start, partition.day.advanced(by: 1).start])
      }
    } catch {
      throw StoreError(error)
    }
  }

  /// Ends what an interrupted `drop` left half-way.
  package func finishDrops() async throws(StoreError) {
    do throws(DatabaseError) {
      for row in try await connection.execute(statements.once("half_detached")) {
        let (log, name) = try row.get(String.self, String.self)
        let parts: KeyValuePairs = ["$LOG": log.sqlIdentifier, "$PARTITION": name.sqlIdentifier]
        _ = try await connection.simple(statements.text("finish_detach", replacing: parts))
        _ = try await connection.simple(statements.text("drop_partition", replacing: parts))
      }
    } catch {
      throw StoreError(error)
    }
  }

  private func list() async throws(DatabaseError) -> [Partition] {
    try await connection.execute(statements.once("list_partitions")).decode { (row) throws(DatabaseError) in
      Partition(
        log: try row.get(0), name: try row.get(1), day: try Day(row, 2), estimatedRows: try row.get(3),
        bytes: try row.get(4))
    }
  }
}

private struct UnreadDay: Hashable {
  let log: String
  let day: Day
}

extension Day {
  fileprivate init(_ row: Row, _ column: Int) throws(DatabaseError) {
    let text = try row.get(String.self, column)
    do {
      try self.init(text: text)
    } catch {
      throw DatabaseError(.decoding, "'\(text)' is not a day")
    }
  }
}

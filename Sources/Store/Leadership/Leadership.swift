package import Database
package import Engine
import JSON
package import Time
import Workflows

/// The leader's session: all that it reads and writes goes through this one connection, in batches.
package struct Leadership: Sendable {
  /// Shorter than the silence after which a leader is taken for hung.
  private static let longestPause = Duration.seconds(1)

  package let statements: Statements
  /// Counts unclean ends of leaderships: see `LiveTask.epoch`.
  package let epoch: Int32
  /// Whether the leader before stepped down in order.
  package let afterCleanEnd: Bool
  /// Whether the database was restored into another cluster since.
  package let afterMove: Bool
  private let connection: Connection
  private let probe: SessionProbe
  /// Told of what holds up a batch.
  package var tellTrouble: @Sendable (StoreError) -> Void = { _ in }

  init(_ connection: Connection, _ statements: Statements, epoch: Int32, afterCleanEnd: Bool, afterMove: Bool) {
    self.connection = connection
    probe = SessionProbe(connection, statements)
    self.statements = statements
    self.epoch = epoch
    self.afterCleanEnd = afterCleanEnd
    self.afterMove = afterMove
  }

  /// Of this session: what `beat` is for, also on another connection.
  package var backend: Int32 { connection.backendProcessID }

  /// Ends the leadership if its connection is cut off without a word, until the task is cancelled.
  package func watch() async { await probe.watch() }

  /// Shows candidates that the leader is alive.
  package var beat: Call { Call(statements["beat"], [backend]) }

  /// The same, for a transaction of its own that does not wait for the disk.
  package var beatAlone: Call { Call(statements["beat_alone"], [backend]) }

  /// Commits `writes` as one transaction, then runs `reads`, in one round trip.
  ///
  /// `relaxed`: nothing in `writes` is a promise to anybody, so the disk need not be waited for.
  /// While the database takes no writes, as when its disk is full, it says so and tries again: what workers of this process
  /// do meanwhile is not lost.
  /// Throws `leadershipLost` if the session is gone: then nobody knows whether the writes were kept, and the tables tell.
  package func exchange(_ writes: [Call], relaxed: Bool, reads: [[Call]]) async throws(StoreError) -> [[Rows]] {
    var segments: [[Call]] = []
    if !writes.isEmpty {
      // Not an explicit transaction: that would outlive its failure.
      segments.append((relaxed ? [Call("select set_config('synchronous_commit', 'off', true)")] : []) + writes)
    }
    segments += reads
    let all = segments
    return try await probe.asking { () async throws(StoreError) in
      do throws(DatabaseError) {
        var answers: [[Rows]] = []
        for result in try await results(of: all, isWriting: !writes.isEmpty) { answers.append(try result.get()) }
        return writes.isEmpty ? answers : Array(answers.dropFirst())
      } catch {
        throw lost(error)
      }
    }
  }

  private func results(
    of segments: [[Call]], isWriting: Bool
  ) async throws(DatabaseError) -> [Result<[Rows], DatabaseError>] {
    var pause = Duration.milliseconds(20)
    while true {
      let results = try await connection.pipeline(segments)
      guard isWriting, case .failure(let error)? = results.first, error.mayPass, !error.isUnreachable,
        !connection.isClosed, !Task.isCancelled
      else { return results }
      tellTrouble(StoreError(error))
      try? await Task.sleep(for: pause)
      pause = min(pause * 2, Self.longestPause)
    }
  }

  /// What the database's clock says.
  package func readClock() async throws(StoreError) -> Timestamp {
    let rows = try await execute("read_snapshot")
    do throws(DatabaseError) {
      return try rows.only().get(Timestamp.self, "now")
    } catch {
      throw StoreError(error)
    }
  }

  package func readCursors() async throws(StoreError) -> [LogCursor.Log: LogCursor] {
    let rows = try await execute("read_cursors")
    do throws(DatabaseError) {
      var cursors: [LogCursor.Log: LogCursor] = [:]
      for row in rows {
        let name = try row.get(String.self, 0)
        guard let log = LogCursor.Log(rawValue: name) else { throw DatabaseError(.decoding, "'\(name)' is not a log") }
        cursors[log] = try LogCursor(row: row)
      }
      return cursors
    } catch {
      throw StoreError(error)
    }
  }

  /// A page of the live table: up to `limit` rows with ids after `after`, ascending.
  package func loadLive(after: Int64, limit: Int = 20_000) async throws(StoreError) -> [LiveTask] {
    let rows = try await execute("load_live", [after, Int64(limit)])
    do throws(DatabaseError) {
      return try rows.decode(LiveTask.init(row:))
    } catch {
      throw StoreError(error)
    }
  }

  /// The last attempt of each task of the unfinished runs of these versions.
  package func loadFinished(of versions: [VersionID]) async throws(StoreError) -> [FinishedTask] {
    guard !versions.isEmpty else { return [] }
    let rows = try await execute("load_finished_of_live_runs", [versions.map(\.rawValue)])
    do throws(DatabaseError) {
      return try rows.decode { (row) throws(DatabaseError) in
        FinishedTask(
          id: TaskID(run: try row.get(0), ordinal: Int(try row.get(Int16.self, 1))), attempt: try row.get(2),
          outcome: try Outcome(text: try row.get(3)), endedAt: try row.get(5))
      }
    } catch {
      throw StoreError(error)
    }
  }

  /// What events have made true of the conditions of tasks that wait, in runs of these versions.
  package func loadWoken(of versions: [VersionID]) async throws(StoreError) -> [WokenLeaf] {
    guard !versions.isEmpty else { return [] }
    let rows = try await execute("load_woken", [versions.map(\.rawValue)])
    do throws(DatabaseError) {
      return try rows.decode { (row) throws(DatabaseError) in
        WokenLeaf(
          task: TaskID(run: try row.get(0), ordinal: Int(try row.get(Int16.self, 1))),
          leaf: Int(try row.get(Int16.self, 2)), at: try row.get(3))
      }
    } catch {
      throw StoreError(error)
    }
  }

  /// The blocks of the backlog, in the order in which their runs are to come back.
  package func loadBacklog() async throws(StoreError) -> [DeferredBlock] {
    let rows = try await execute("list_blocks")
    do throws(DatabaseError) {
      return try rows.decode(DeferredBlock.init(row:))
    } catch {
      throw StoreError(error)
    }
  }

  /// Which of these runs are in which of these blocks.
  package func find(_ runs: [RunID], inBlocks blocks: [Int64]) async throws(StoreError) -> [Recall] {
    let rows = try await execute("find_in_blocks", [blocks, runs.map(\.number)])
    do throws(DatabaseError) {
      return try Recall.some(rows)
    } catch {
      throw StoreError(error)
    }
  }

  /// What is on record of these runs; those that do not exist are left out.
  package func loadFacts(of runs: [RunID]) async throws(StoreError) -> [RunID: RunFacts] {
    guard !runs.isEmpty else { return [:] }
    let rows = try await execute("load_facts", [runs.map(\.number), runs.map(\.createdAt)])
    do throws(DatabaseError) {
      var facts: [RunID: RunFacts] = [:]
      for row in rows {
        let run = RunID(number: try row.get(0), createdAt: try row.get(1))
        let (version, priority) = (VersionID(rawValue: try row.get(2)), try row.get(Int16.self, 3))
        var known = facts[run] ?? RunFacts(version: version, priority: priority)
        if let ordinal = try row.get(Int16?.self, 4) {
          known.finished.append(
            FinishedTask(
              id: TaskID(run: run.number, ordinal: Int(ordinal)), attempt: try row.get(5),
              outcome: try Outcome(text: try row.get(6)), endedAt: try row.get(8)))
        }
        facts[run] = known
      }
      return facts
    } catch {
      throw StoreError(error)
    }
  }

  /// The stored definitions of these versions.
  package func loadDefinitions(of versions: [VersionID]) async throws(StoreError) -> [VersionID: StoredDefinition] {
    guard !versions.isEmpty else { return [:] }
    let rows = try await execute("load_versions", [versions.map(\.rawValue)])
    do throws(DatabaseError) {
      return try StoredDefinition.byVersion(rows)
    } catch {
      throw StoreError(error)
    }
  }

  /// What is declared, and its revision: read first, so that a change in between is read again. A workflow whose triggers this binary cannot read has none.
  package func loadRegistry() async throws(StoreError) -> (registry: Registry, revision: Int64) {
    let rows = try await execute("load_registry")
    do throws(DatabaseError) {
      var registry = Registry()
      var revision: Int64 = 0
      for row in rows {
        revision = try row.get(6)
        guard let name = try row.get(String?.self, 0) else { continue }
        let triggers = try row.get(JSONText?.self, 3).flatMap { try? Triggers(definition: JSONParser.parse($0.utf8)) }
        registry.workflows[name] = RegisteredWorkflow(
          version: VersionID(rawValue: try row.get(1)), priority: try row.get(2), triggers: triggers ?? Triggers(),
          pausedSince: try row.get(4), resumedAt: try row.get(7), dropsCrons: try row.get(String.self, 5) == "drop")
      }
      registry.crons = try await loadCrons()
      return (registry, revision)
    } catch {
      throw StoreError(error)
    }
  }

  /// The schedules that this machine understands; of the others it tells.
  private func loadCrons() async throws(DatabaseError) -> [RegisteredCron] {
    var crons: [RegisteredCron] = []
    for row in try await connection.execute(statements.once("load_crons")) {
      do throws(StoreError) { crons.append(try RegisteredCron(row: row)) } catch { tellTrouble(error) }
    }
    return crons
  }

  /// When the oldest unfinished run was created, give or take a moment; nil if there is none.
  package func oldestLive() async throws(StoreError) -> Timestamp? {
    let rows = try await execute("oldest_live")
    do throws(DatabaseError) {
      return try rows.first?.get(0)
    } catch {
      throw StoreError(error)
    }
  }

  package func makePartitionsAhead() async throws(StoreError) { _ = try await execute("make_partitions_ahead") }

  /// Makes what is missing of the days of `moments`.
  package func makePartitions(for moments: [Timestamp]) async throws(StoreError) {
    _ = try await execute("make_partitions_for", [moments])
  }

  /// Steps down in order: nothing was started that is not recorded. Others are told that the place is free.
  package func end() async {
    // If this fails, the next leader takes it for a crash, which costs attempt numbers and nothing else.
    _ = try? await execute("end_leadership")
    _ = try? await connection.execute(statements.once("announce_vacancy"))
    await connection.close()
  }

  func execute(_ name: String, _ parameters: Parameters = []) async throws(StoreError) -> Rows {
    try await probe.asking { () async throws(StoreError) in
      do throws(DatabaseError) {
        return try await connection.execute(statements.once(name), parameters)
      } catch {
        throw lost(error)
      }
    }
  }

  private func lost(_ error: DatabaseError) -> StoreError {
    guard connection.isClosed || error.isUnreachable else { return StoreError(error) }
    return StoreError(
      code: .leadershipLost, message: "lost the leader's connection: \(error.message)", cause: error)
  }
}

/// What the logs say of one run.
package struct RunFacts: Sendable {
  package var version: VersionID
  package var priority: Int16
  package var finished: [FinishedTask] = []
}

extension LogCursor {
  /// A row of a table of cursors: log, snapshot, floor, target, its floor, and the position by transaction and id.
  package init(row: Row) throws(DatabaseError) {
    var target: Target?
    if let snapshot = try row.get(Snapshot?.self, 3) {
      target = Target(
        snapshot: snapshot, floor: try row.get(4), position: Position(xid: try row.get(5), id: try row.get(6)))
    }
    self.init(snapshot: try row.get(1), floor: try row.get(2), target: target)
  }
}

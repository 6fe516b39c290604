package import Database
package import Engine
import JSON
package import Store
import Time
import Workflows

/// What people look at of runs. Works over a transaction pooler: nothing is prepared, no state stays in the session.
///
/// Every method throws `StoreError`: `notFound`, `unreachable`, `schemaTooOld`, `database`.
package struct RunReader: Sendable {
  let connection: Connection
  let statements: Statements

  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  /// The status of a run, in one round trip: for waiting. nil if there is no such run.
  package func status(_ run: RunID) async throws(StoreError) -> Status? {
    try await facts(of: [run])[run]?.status
  }

  /// The statuses of those of these runs that exist.
  package func statuses(_ runs: [RunID]) async throws(StoreError) -> [RunID: Status] {
    let facts = try await facts(of: runs)
    var statuses: [RunID: Status] = [:]
    for run in runs { statuses[run] = facts[run]?.status }
    return statuses
  }

  /// What the run gave: of a run with one task that task's output as it was written, else an object of the outputs of
  /// all tasks that have one, by name, in the order of the plan; with `task`, that task's.
  ///
  /// - Returns: nil if the task that is meant has no output (yet).
  /// - Throws: `notFound`: no such run, or no such task.
  package func output(_ run: RunID, task: String? = nil) async throws(StoreError) -> JSONText? {
    let workflow = try await head(of: run).decodedWorkflow()
    var ordinal: Int16?
    if let task {
      ordinal = Int16(try workflow.ordinal(of: task))
    } else if workflow.tasks.count == 1 {
      ordinal = 0
    }
    let rows = try await rows("run_outputs", [run.number, run.createdAt, ordinal])
    let outputs = try decoding { () throws(DatabaseError) in
      try rows.decode(Int16.self, String.self, JSONText?.self).compactMap { task, outcome, output in
        outcome == Outcome.completed.text ? output.map { (Int(task), $0) } : nil
      }
    }
    if ordinal != nil { return outputs.first?.1 }
    // What a hook gave is for its own eyes.
    let graph = outputs.filter { $0.0 < workflow.tasks.count }
    return JSONText(utf8: Self.object(graph.map { (workflow.tasks[$0.0].name, $0.1) }))
  }

  /// Documents are copied as they are: what comes out is what went in.
  private static func object(_ members: [(String, JSONText)]) -> [UInt8] {
    var bytes: [UInt8] = [UInt8(ascii: "{")]
    for (name, value) in members {
      if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
      bytes += JSONWriter.bytes(.string(name))
      bytes.append(UInt8(ascii: ":"))
      bytes += value.utf8
    }
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }
}

extension RunReader {
  /// Without the runs that do not exist. All in one snapshot.
  func facts(of runs: [RunID]) async throws(StoreError) -> [RunID: RunFacts] {
    guard !runs.isEmpty else { return [:] }
    let rows = try await rows("run_facts", .runs(runs))
    return try decoding { () throws(DatabaseError) in
      var facts: [RunID: RunFacts] = [:]
      for row in rows {
        facts[RunID(number: try row.get(0), createdAt: try row.get(9))] = try RunFacts(row: row)
      }
      return facts
    }
  }

  /// Throws `notFound`.
  func head(of run: RunID) async throws(StoreError) -> RunHead {
    let rows = try await rows("run_head", [run.number, run.createdAt])
    return try decoding { () throws(DatabaseError) in try rows.decode(RunHead.init(row:)) }.first.orThrow(.noRun(run))
  }

  /// The database's clock.
  func now() async throws(StoreError) -> Timestamp {
    let rows = try await rows("read_snapshot")
    return try decoding { () throws(DatabaseError) in try rows.only().get(Timestamp.self, 2) }
  }

  func rows(_ name: String, _ parameters: Parameters = []) async throws(StoreError) -> Rows {
    do throws(DatabaseError) {
      return try await connection.execute(statements.once(name), parameters)
    } catch {
      throw StoreError(error)
    }
  }
}

extension Parameters {
  /// What the statements on known runs want: their numbers, their times, and the first and the last of these, for a
  /// constant prunes partitions before they are opened (some 10 ms on a new connection).
  static func runs(_ runs: [RunID]) -> Parameters {
    let times = runs.map(\.createdAt)
    return [runs.map(\.number), times, times.min(), times.max()]
  }
}

extension Connection {
  /// Runs all in one snapshot and one round trip. The commit goes after a synchronisation of its own, so that the block
  /// ends even if a call in it fails; nobody else's call comes in between.
  func snapshot(_ calls: [Call], _ statements: Statements) async throws(StoreError) -> [Rows] {
    let block = [Call(statements.once("begin_snapshot"))] + calls
    do throws(DatabaseError) {
      return Array(try await pipeline([block, [Call("commit")]])[0].get().dropFirst())
    } catch {
      throw StoreError(error)
    }
  }
}

/// What fails in `body` is a row that is not as it should be.
func decoding<Value>(_ body: () throws(DatabaseError) -> Value) throws(StoreError) -> Value {
  do throws(DatabaseError) {
    return try body()
  } catch {
    throw StoreError(error)
  }
}

extension Optional {
  func orThrow(_ error: @autoclosure () -> StoreError) throws(StoreError) -> Wrapped {
    guard let self else { throw error() }
    return self
  }
}

extension StoreError {
  static func noRun(_ run: RunID) -> StoreError {
    StoreError(code: .notFound, message: "run '\(run.text)' does not exist", hint: "it may have been pruned")
  }
}

extension Workflow {
  /// Throws `notFound`, naming the tasks that there are.
  func ordinal(of task: String) throws(StoreError) -> Int {
    guard let ordinal = allTasks.firstIndex(where: { $0.name == task }) else {
      throw StoreError(
        code: .notFound, message: "workflow '\(name)' has no task '\(task)'",
        hint: "it has " + WaitingReason.list(tasks.map(\.name)))
    }
    return ordinal
  }
}

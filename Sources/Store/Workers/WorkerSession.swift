package import Database
package import Engine
package import JSON
package import Time

/// What a worker does in the tables: it registers, beats, learns of its tasks, and appends attempts and log lines.
package struct WorkerSession: Sendable {
  package let statements: Statements
  let connection: Connection

  /// `connection` is direct or pooled by session: it holds the worker's lock.
  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  /// A fresh id for each start, held by an advisory lock as long as this session lives.
  package func register(
    name: String, host: String, pid: Int32, slots: Int, labels: JSONValue, isPaused: Bool = false
  ) async throws(StoreError) -> WorkerID {
    try await configure()
    return WorkerID(
      rawValue: try await one(
        "register_worker",
        [name, host, pid, Int32(clamping: slots), JSONBText(JSONText(JSONWriter.text(labels))), isPaused]))
  }

  /// Takes the worker's lock again, on a new connection. False if the old session still has it, whose end is under way
  /// then.
  package func resume(_ worker: WorkerID) async throws(StoreError) -> Bool {
    try await configure()
    if try await holdLock(of: worker) { return true }
    _ = try await execute("end_own_session", [worker.rawValue])
    return false
  }

  private func configure() async throws(StoreError) { _ = try await execute("configure_worker") }

  private func holdLock(of worker: WorkerID) async throws(StoreError) -> Bool {
    try await one("hold_worker_lock", [worker.rawValue])
  }

  /// Hears of assignments by `notifications`.
  package func listen(as worker: WorkerID) async throws(StoreError) {
    let channel = statements.namespace.workerChannel(worker.rawValue)
    try await perform { () async throws(DatabaseError) in try await connection.listen(channel) }
  }

  package var notifications: NotificationStream { connection.notifications }

  /// What others have said of a worker.
  package struct Beat: Hashable, Sendable {
    package var isDraining: Bool
    /// Taken for dead.
    package var isGivenUp: Bool
    package var isPaused: Bool
    /// There are notices after the last one taken over.
    package var hasNotices: Bool

    package init(isDraining: Bool, isGivenUp: Bool, isPaused: Bool, hasNotices: Bool) {
      self.isDraining = isDraining
      self.isGivenUp = isGivenUp
      self.isPaused = isPaused
      self.hasNotices = hasNotices
    }
  }

  /// `received`: the last notice taken over.
  package func beat(_ worker: WorkerID, received: Int64) async throws(StoreError) -> Beat {
    let rows = try await execute("beat_worker", [worker.rawValue, received])
    return try await perform { () async throws(DatabaseError) in
      guard let row = rows.first else {
        return Beat(isDraining: true, isGivenUp: true, isPaused: false, hasNotices: false)
      }
      return Beat(
        isDraining: try row.get(0), isGivenUp: try row.get(1), isPaused: try row.get(2), hasNotices: try row.get(3))
    }
  }

  package func setDraining(_ worker: WorkerID) async throws(StoreError) {
    _ = try await execute("drain_worker", [worker.rawValue])
  }

  /// A clean end: everything that it ever started was reported.
  package func stop(_ worker: WorkerID) async throws(StoreError) {
    _ = try await execute("stop_worker", [worker.rawValue])
  }

  /// What the leader told this worker after the notice with that id.
  package func takeNotices(_ worker: WorkerID, after id: Int64) async throws(StoreError) -> [AssignmentNotice] {
    let rows = try await execute("take_assignments", [worker.rawValue, id])
    return try await perform { () async throws(DatabaseError) in try rows.decode(AssignmentNotice.init(row:)) }
  }

  /// Those of `tasks` that are still this worker's, with the attempt.
  package func stillAssigned(_ tasks: [TaskID], to worker: WorkerID) async throws(StoreError) -> [TaskID: Int32] {
    let rows = try await execute("still_assigned", [worker.rawValue, tasks.map(\.rawValue)])
    return try await perform { () async throws(DatabaseError) in
      var attempts: [TaskID: Int32] = [:]
      for row in rows { attempts[TaskID(rawValue: try row.get(0))] = try row.get(1) }
      return attempts
    }
  }

  /// The live rows of tasks that this worker was given.
  package func loadAssigned(_ tasks: [TaskID]) async throws(StoreError) -> [LiveTask] {
    let rows = try await execute("load_assigned", [tasks.map(\.rawValue)])
    return try await perform { () async throws(DatabaseError) in try rows.decode(LiveTask.init(row:)) }
  }

  /// Input and metadata of each of these runs.
  package func loadInputs(of runs: [RunID]) async throws(StoreError) -> [Int64: RunInput] {
    let rows = try await execute("load_inputs", [runs.map(\.number), runs.map(\.createdAt)])
    return try await perform { () async throws(DatabaseError) in
      var inputs: [Int64: RunInput] = [:]
      for row in rows {
        inputs[try row.get(0)] = RunInput(
          input: try row.get(1), metadata: try row.get(2), priority: try row.get(3), triggers: try row.get(4))
      }
      return inputs
    }
  }

  /// The last word of each of these finished tasks.
  package func loadOutputs(of tasks: [(id: TaskID, run: RunID)]) async throws(StoreError) -> [TaskID: TaskOutput] {
    guard !tasks.isEmpty else { return [:] }
    let rows = try await execute(
      "load_outputs",
      [tasks.map(\.run.number), tasks.map(\.run.createdAt), tasks.map { Int16($0.id.ordinal) }])
    return try await perform { () async throws(DatabaseError) in
      var outputs: [TaskID: TaskOutput] = [:]
      for row in rows {
        let id = TaskID(run: try row.get(0), ordinal: Int(try row.get(Int16.self, 1)))
        outputs[id] = TaskOutput(
          outcome: try Outcome(text: try row.get(2)), output: try row.get(3), error: try row.get(4))
      }
      return outputs
    }
  }

  /// The definitions of these versions.
  package func loadDefinitions(of versions: [VersionID]) async throws(StoreError) -> [VersionID: StoredDefinition] {
    let rows = try await execute("load_versions", [versions.map(\.rawValue)])
    return try await perform { () async throws(DatabaseError) in try StoredDefinition.byVersion(rows) }
  }

  /// Appends what a worker in another process than the leader's has done; committed when it returns.
  package func appendAttempts(_ rows: [AttemptRow]) async throws(StoreError) {
    guard !rows.isEmpty else { return }
    let call = statements.insertAttempts(rows, byLeader: false)
    try await retryingWithPartitions(for: rows.map(\.runCreatedAt)) { () async throws(DatabaseError) in
      _ = try await connection.execute(call.statement, call.parameters)
    }
  }

  /// Appends log lines; committed when it returns. Again with the same lines does nothing.
  package func appendLogLines(_ lines: [LogRow]) async throws(StoreError) {
    guard !lines.isEmpty else { return }
    var values = Parameters()
    values.append(each: lines) { $0.task.runNumber }
    values.append(each: lines) { Int16($0.task.ordinal) }
    values.append(each: lines) { $0.attempt }
    values.append(each: lines) { $0.line }
    values.append(each: lines) { $0.createdAt }
    values.append(each: lines) { $0.priority }
    values.append(each: lines) { $0.text }
    let bound = values
    try await retryingWithPartitions(for: lines.map(\.createdAt)) { () async throws(DatabaseError) in
      _ = try await connection.execute(statements["insert_log_lines"], bound)
    }
  }

  /// No partition for a row: an engine that was away made none, or nothing was in flight when it was dropped. Make it, and
  /// try again.
  private func retryingWithPartitions(
    for moments: @autoclosure () -> [Timestamp], _ body: () async throws(DatabaseError) -> Void
  ) async throws(StoreError) {
    do throws(DatabaseError) {
      do throws(DatabaseError) {
        try await body()
      } catch  where error.lacksPartition {
        _ = try await connection.execute(statements.once("make_partitions_for"), [moments()])
        try await body()
      }
    } catch {
      throw StoreError(error)
    }
  }

  func execute(_ name: String, _ parameters: Parameters = []) async throws(StoreError) -> Rows {
    try await perform { () async throws(DatabaseError) in
      try await connection.execute(statements[name], parameters)
    }
  }

  private func one<Value: PostgresCodable>(_ name: String, _ parameters: Parameters) async throws(StoreError) -> Value {
    let rows = try await execute(name, parameters)
    return try await perform { () async throws(DatabaseError) in try rows.only().get(0) }
  }

  func perform<Value>(_ body: () async throws(DatabaseError) -> Value) async throws(StoreError) -> Value {
    do throws(DatabaseError) {
      return try await body()
    } catch {
      throw StoreError(error)
    }
  }
}

/// What a run was enqueued with.
package struct RunInput: Sendable {
  package var input: JSONText
  package var metadata: JSONText?
  package var priority: Int16
  /// A JSON object: what started it, if it was not asked for.
  package var triggers: JSONText?
}

/// How a task ended.
package struct TaskOutput: Sendable {
  package var outcome: Outcome
  package var output: JSONText?
  package var error: String?
}

/// A row of the log that tasks write.
package struct LogRow: Sendable {
  package var task: TaskID
  package var attempt: Int32
  /// From 1 on, within the attempt.
  package var line: Int32
  package var createdAt: Timestamp
  /// As in syslog: 0 emergency … 7 debug.
  package var priority: Int16
  /// Without NUL.
  package var text: String

  package init(task: TaskID, attempt: Int32, line: Int32, createdAt: Timestamp, priority: Int16, text: String) {
    self.task = task
    self.attempt = attempt
    self.line = line
    self.createdAt = createdAt
    self.priority = priority
    self.text = text
  }
}

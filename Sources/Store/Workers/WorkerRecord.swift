package import Database
package import Engine
package import JSON
package import Time

/// A worker that has not stopped, as the leader sees it.
package struct WorkerRecord: Sendable {
  package var id: WorkerID
  package var name: String
  package var host: String
  package var pid: Int32
  package var slots: Int32
  package var labels: JSONValue
  package var isDraining: Bool
  package var startedAt: Timestamp
  package var seenAt: Timestamp
  /// Whether its session holds its lock.
  package var isConnected: Bool
  /// Since it was last heard of.
  package var silence: Duration
  /// It takes nothing new until it is told to go on.
  package var isPaused: Bool

  package init(
    id: WorkerID, name: String, host: String, pid: Int32, slots: Int32, labels: JSONValue, isDraining: Bool,
    startedAt: Timestamp, seenAt: Timestamp, isConnected: Bool, silence: Duration, isPaused: Bool = false
  ) {
    self.id = id
    self.name = name
    self.host = host
    self.pid = pid
    self.slots = slots
    self.labels = labels
    self.isDraining = isDraining
    self.startedAt = startedAt
    self.seenAt = seenAt
    self.isConnected = isConnected
    self.silence = silence
    self.isPaused = isPaused
  }
}

extension Statements {
  package var listLiveWorkers: Call { Call(self["list_live_workers"]) }

  package func stopWorkers(_ ids: [WorkerID]) -> Call { Call(self["stop_workers"], [ids.map(\.rawValue)]) }

  /// Tells a worker in another process to start, or to cancel, these attempts.
  package func insertAssignment(
    to worker: WorkerID, _ kind: AssignmentNotice.Kind, _ attempts: [(task: TaskID, attempt: Int32)]
  ) -> Call {
    Call(
      self["insert_assignment"],
      [worker.rawValue, kind.rawValue, attempts.map(\.task.rawValue), attempts.map(\.attempt)])
  }
}

extension WorkerRecord {
  package init(row: Row) throws(DatabaseError) {
    id = WorkerID(rawValue: try row.get(0))
    name = try row.get(1)
    host = try row.get(2)
    pid = try row.get(3)
    slots = try row.get(4)
    let text = try row.get(JSONBText.self, 5).json
    do {
      labels = try JSONParser.parse(text.utf8)
    } catch {
      throw DatabaseError(.decoding, "labels of worker \(id.rawValue) are not JSON", cause: error)
    }
    isDraining = try row.get(6)
    startedAt = try row.get(7)
    seenAt = try row.get(8)
    isConnected = try row.get(9)
    silence = .seconds(try row.get(Double.self, 10))
    isPaused = try row.get(11)
  }
}

/// What the leader told a worker in another process.
package struct AssignmentNotice: Sendable {
  package enum Kind: String, Sendable {
    case start
    case cancel
    case timeout
  }

  /// Ascending for one worker.
  package var id: Int64
  package var kind: Kind
  package var attempts: [(task: TaskID, attempt: Int32)]

  init(row: Row) throws(DatabaseError) {
    id = try row.get(0)
    guard let kind = Kind(rawValue: try row.get(String.self, 1)) else {
      throw DatabaseError(.decoding, "unknown kind of assignment")
    }
    self.kind = kind
    let tasks = try row.get([Int64].self, 2)
    let numbers = try row.get([Int32].self, 3)
    attempts = zip(tasks, numbers).map { (TaskID(rawValue: $0), $1) }
  }
}

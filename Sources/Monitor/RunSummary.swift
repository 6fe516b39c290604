package import Database
package import Engine
package import Time

/// A run as a list shows it.
package struct RunSummary: Sendable {
  package var id: RunID
  package var workflow: String
  package var version: VersionID
  package var status: Status
  /// 1 low, 2 normal, 3 high.
  package var priority: Int16
  package var createdAt: Timestamp { id.createdAt }
  /// Not before then.
  package var runAt: Timestamp?
  /// When its first attempt started.
  package var startedAt: Timestamp?
  /// When its last task ended; nil if one has not.
  package var finishedAt: Timestamp?
  package var tasksTotal: Int
  /// Without those that are 0.
  package var tasksByStatus: [Status: Int]
  /// A JSON object.
  package var metadata: JSONText?
  /// Of its first failed task, in the order of the plan: at most 300 characters.
  package var error: String?
}

extension RunSummary {
  init(_ row: RunRow, _ facts: RunFacts) {
    let statuses = facts.statuses
    id = row.id
    workflow = row.workflow
    version = row.version
    status = facts.status
    priority = row.priority
    runAt = row.runAt
    startedAt = facts.startedAt
    finishedAt = facts.finishedAt
    tasksTotal = statuses.count
    tasksByStatus = statuses.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    metadata = row.metadata
    error = statuses.indices.first { statuses[$0] == .failed }.flatMap { facts.last[$0]?.error }
  }
}

/// A row of `scan_runs` and `load_runs`.
struct RunRow {
  var id: RunID
  var version: VersionID
  var workflow: String
  var priority: Int16
  var runAt: Timestamp?
  var metadata: JSONText?

  /// nil if the row holds no run.
  init?(row: Row) throws(DatabaseError) {
    guard let number = try row.get(Int64?.self, 1) else { return nil }
    id = RunID(number: number, createdAt: try row.get(2))
    version = VersionID(rawValue: try row.get(3))
    workflow = try row.get(String?.self, 4) ?? "?"
    priority = try row.get(5)
    runAt = try row.get(6)
    metadata = try row.get(7)
  }
}

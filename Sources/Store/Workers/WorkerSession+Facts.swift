package import Database
package import Engine
import Time

// What only some tasks need to know.
extension WorkerSession {
  /// An event that a task's conditions waited for.
  package struct MatchedEvent: Sendable {
    package var task: TaskID
    package var key: String
    package var payload: JSONText
  }

  /// What woke each of these tasks, the oldest first.
  package func loadMatches(of tasks: [(id: TaskID, run: RunID)]) async throws(StoreError) -> [MatchedEvent] {
    let rows = try await execute(
      "load_matches", [tasks.map(\.run.number), tasks.map(\.run.createdAt), tasks.map { Int16($0.id.ordinal) }])
    return try await perform { () async throws(DatabaseError) in
      try rows.decode { (row) throws(DatabaseError) in
        MatchedEvent(
          task: TaskID(run: try row.get(0), ordinal: Int(try row.get(Int16.self, 1))), key: try row.get(2),
          payload: try row.get(3))
      }
    }
  }

  /// How each task of these runs that has ended did, without what it gave.
  package func loadEndings(of runs: [RunID]) async throws(StoreError) -> [TaskID: TaskOutput] {
    let rows = try await execute("load_endings", [runs.map(\.number), runs.map(\.createdAt)])
    return try await perform { () async throws(DatabaseError) in
      var endings: [TaskID: TaskOutput] = [:]
      for row in rows {
        let id = TaskID(run: try row.get(0), ordinal: Int(try row.get(Int16.self, 1)))
        endings[id] = TaskOutput(outcome: try Outcome(text: try row.get(2)), output: nil, error: try row.get(3))
      }
      return endings
    }
  }
}

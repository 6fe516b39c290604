package import Database
import Engine
package import Store

/// The workers that have not stopped.
package struct WorkerReader: Sendable {
  private let connection: Connection
  private let statements: Statements

  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  /// A worker, and how busy it is.
  package struct Entry: Sendable {
    /// Name, host, slots, labels, when it was last seen, whether it is connected and draining.
    package var worker: WorkerRecord
    /// How many tasks are with it, as far as recorded.
    package var running: Int

    /// What becomes of tasks that it could take.
    package enum State: String, Sendable {
      /// It takes them.
      case ready
      /// It was told to take nothing new.
      case paused
      /// It leaves when what it runs has ended.
      case draining
      /// It is not connected: it comes back, or is given up.
      case missing
    }

    package var state: State {
      if !worker.isConnected { return .missing }
      if worker.isDraining { return .draining }
      return worker.isPaused ? .paused : .ready
    }
  }

  /// In the order in which they started. One that is gone stays in it, not connected, until a leader gives it up.
  package func list() async throws(StoreError) -> [Entry] {
    do throws(DatabaseError) {
      let answers = try await connection.pipeline([
        Call(statements.once("list_live_workers")), Call(statements.once("running_by_worker")),
      ])
      var running: [Int64: Int64] = [:]
      for (worker, count) in try answers[1].decode(Int64.self, Int64.self) { running[worker] = count }
      return try answers[0].decode(WorkerRecord.init(row:))
        .map { Entry(worker: $0, running: Int(running[$0.id.rawValue] ?? 0)) }
        .sorted { $0.worker.id.rawValue < $1.worker.id.rawValue }
    } catch {
      throw StoreError(error)
    }
  }
}

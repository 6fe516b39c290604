package import Database
package import Engine

/// What people tell a worker.
package enum WorkerOrder: String, Sendable {
  /// Take nothing new.
  case pause
  /// Go on after a pause.
  case resume
  /// Leave when what runs has ended.
  case drain
}

extension Statements {
  /// Tells all of these workers, or none, in one transaction; works over a transaction pooler.
  ///
  /// Throws `notFound` (no such worker, or it has stopped), `refused` (it drains, and shall not).
  package func order(
    _ order: WorkerOrder, _ workers: [WorkerID], over connection: Connection
  ) async throws(StoreError) {
    do throws(DatabaseError) {
      _ = try await connection.pipeline(
        workers.map { Call(once("order_worker"), [$0.rawValue, order.rawValue]) })
    } catch {
      throw StoreError(error)
    }
  }
}

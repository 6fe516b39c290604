package import Engine
package import Store

extension Client {
  /// Tells all of these workers, or none.
  ///
  /// Throws `notFound` (no such worker, or it has stopped), `refused` (it drains, and shall not).
  package func order(_ order: WorkerOrder, _ workers: [WorkerID]) async throws(HatchetError) {
    try await rethrowing { () async throws(StoreError) in
      try await statements.order(order, workers, over: connection)
    }
  }
}

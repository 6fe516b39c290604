package import Database
package import Store
package import Time

/// How much there is to do.
package struct QueueDepth: Hashable, Sendable {
  /// Tasks that could run, had a worker room.
  package var queued: Int
  /// Since when the first of those could; nil if there is none.
  package var queuedSince: Timestamp?
  /// Tasks that wait for others, or for a time.
  package var waiting: Int
  /// Tasks that are with a worker, as far as recorded.
  package var running: Int
  /// Runs that no leader has read yet; `untakenLimit` means that many or more.
  package var untaken: Int
  /// By the database's clock.
  package var readAt: Timestamp

  package static let untakenLimit = 100_000

  /// Counts what is unfinished: in time linear in that, not in history.
  package static func read(
    _ connection: Connection, _ statements: Statements
  ) async throws(StoreError) -> QueueDepth {
    let untaken = try await UntakenRuns.read(connection, statements)
    do throws(DatabaseError) {
      var parameters = untaken.parameters
      parameters.append(Int64(untakenLimit))
      let answers = try await connection.pipeline([
        Call(statements.once("queue_depth")), Call(statements.once("count_untaken"), parameters),
      ])
      let row = try answers[0].only()
      return QueueDepth(
        queued: Int(try row.get(Int64.self, 0)), queuedSince: try row.get(3), waiting: Int(try row.get(Int64.self, 1)),
        running: Int(try row.get(Int64.self, 2)), untaken: Int(try answers[1].only().get(Int64.self, 0)),
        readAt: try row.get(4))
    } catch {
      throw StoreError(error)
    }
  }
}

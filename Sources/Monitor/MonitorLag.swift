import Database
package import Store
package import Time

/// How far the relay is behind.
package struct MonitorLag: Sendable {
  /// More unread attempts than these are not counted.
  package static let limit: Int64 = 100_000

  package var isAlive: Bool
  package var isRebuilding: Bool
  /// Attempts, since the monitor was empty.
  package var written: Int64
  /// Attempts; nil: more than `limit`.
  package var unread: Int64?
  /// When it wrote last; nil: never.
  package var movedAt: Timestamp?
  /// By the core's clock.
  package var readAt: Timestamp
}

extension MonitorReader {
  /// How far the relay is behind now; nobody waits for it.
  package func lag() async throws(StoreError) -> MonitorLag {
    do throws(DatabaseError) {
      let state = try RelayState(try await monitor.pipeline(RelayState.calls(statements)))
      let cursor = state.attempts
      let answers = try await core.pipeline([
        Call(
          statements.once("count_unrelayed"),
          [
            cursor.snapshot.xmax, cursor.snapshot.xip, cursor.position.xid, cursor.position.id, cursor.target?.snapshot,
            MonitorLag.limit + 1,
          ]),
        Call(statements.once("read_snapshot")),
      ])
      let unread = try answers[0].only().get(Int64.self, 0)
      return MonitorLag(
        isAlive: state.isAlive, isRebuilding: state.isRebuilding, written: state.events,
        unread: unread > MonitorLag.limit ? nil : unread, movedAt: state.movedAt,
        readAt: try answers[1].only().get(2))
    } catch {
      throw StoreError(error)
    }
  }

  /// About how many attempts the core's logs hold: nobody counts them.
  package func attemptsInLogs() async throws(StoreError) -> Int64 {
    do throws(DatabaseError) {
      return try await core.execute(statements.once("estimate_attempts")).only().get(0)
    } catch {
      throw StoreError(error)
    }
  }
}

import Database
import Store
import Time

/// Which runs no leader has read yet, by the cursor that the last one has left: read first, for then the plan of what
/// looks for them knows its values.
struct UntakenRuns {
  private let snapshot: Snapshot
  private let floor: Timestamp
  private let target: Snapshot?
  private let position: (xid: TransactionID, id: Int64)
  private let now: Timestamp

  /// Clocks may be set back by so much without a run escaping the pruning of partitions.
  private static let clockSlack = Duration.seconds(3600)

  static func read(_ connection: Connection, _ statements: Statements) async throws(StoreError) -> UntakenRuns {
    do throws(DatabaseError) {
      let answers = try await connection.pipeline([
        Call(statements.once("read_cursors")), Call(statements.once("read_snapshot")),
      ])
      let now = try answers[1].only().get(Timestamp.self, 2)
      for row in answers[0] where try row.get(String.self, 0) == LogCursor.Log.run.rawValue {
        return try UntakenRuns(row: row, now: now)
      }
      throw DatabaseError(.decoding, "the schema has no cursor for 'run'")
    } catch {
      throw StoreError(error)
    }
  }

  private init(row: Row, now: Timestamp) throws(DatabaseError) {
    snapshot = try row.get(1)
    floor = try row.get(2)
    target = try row.get(3)
    position = (try row.get(TransactionID?.self, 5) ?? TransactionID(0), try row.get(Int64?.self, 6) ?? 0)
    self.now = now
  }

  /// The first seven parameters of `untaken_runs` and `count_untaken`.
  var parameters: Parameters {
    [
      snapshot.xmax, snapshot.xip, floor - Self.clockSlack, now + Self.clockSlack, position.xid, position.id, target,
    ]
  }
}

package import Database
package import Engine
package import Store
import Time

/// Fills a namespace with history: runs of days that are over, and their attempts, made on the server. For measuring, in
/// a namespace where nothing was enqueued yet.
package struct HistoryFill: Sendable {
  /// Over how many days it is spread, the last of them yesterday.
  package static let days = 30

  /// What each day gets, in this order: the place for whatever other table holds something per run.
  private static let tables = ["fill_history_runs", "fill_history_attempts"]

  private let connection: Connection
  private let statements: Statements

  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  /// Writes `count` finished runs of a workflow's version. `tell` hears how many there are after each day.
  package func fill(_ count: Int, of version: VersionID, tell: (Int) -> Void = { _ in }) async throws(StoreError) {
    do throws(DatabaseError) {
      for (day, share) in Self.shares(of: count).enumerated() where share.count > 0 {
        let ago = Int32(Self.days - day)
        let start = try await connection.execute(statements.once("make_history_partitions"), [ago]).only()
        for table in Self.tables {
          var parameters: Parameters = [Int64(share.first), Int64(share.count)]
          parameters.append(try start.get(Timestamp.self, "day"))
          parameters.append(version.rawValue)
          try await connection.execute(statements.once(table), parameters)
        }
        tell(share.first + share.count - 1)
      }
      guard count > 0 else { return }
      try await connection.execute(statements.once("skip_history_ids"), [Int64(count)])
      // Else autovacuum would do it in the middle of what is to be measured.
      try await connection.simple(statements.text("vacuum_history"))
    } catch {
      throw StoreError(error)
    }
  }

  /// The first id and the number of each day's runs.
  static func shares(of count: Int) -> [(first: Int, count: Int)] {
    (0..<days).map { day in
      let (from, to) = (count * day / days, count * (day + 1) / days)
      return (from + 1, to - from)
    }
  }
}

package import Database
package import Engine
package import Store
import Synchronization
import Time

/// Fills a namespace with history: runs of days that are over, and their attempts, made on the server. For measuring, in
/// a namespace where nothing was enqueued yet.
package struct HistoryFill: Sendable {
  /// Over how many days it is spread, the last of them yesterday.
  package static let days = 30

  /// What each day gets, in this order: the place for whatever other table holds something per run.
  private static let tables = ["fill_history_runs", "fill_history_attempts"]

  private let connections: [Connection]
  private let statements: Statements

  /// `connections`: that many days are filled at the same time.
  package init(_ connections: [Connection], _ statements: Statements) {
    self.connections = connections
    self.statements = statements
  }

  /// Writes `count` finished runs of a workflow's version. `tell` hears how many there are after each day.
  package func fill(
    _ count: Int, of version: VersionID, tell: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws(StoreError) {
    guard count > 0, let first = connections.first else { return }
    let course = Course(Self.shares(of: count))
    do {
      try await withThrowingTaskGroup { group in
        for connection in connections {
          group.addTask {
            while let day = course.next() {
              try await fill(day, of: version, on: connection)
              tell(course.add(day.count))
            }
          }
        }
        try await group.waitForAll()
      }
      try await first.execute(statements.once("skip_history_ids"), [Int64(count)])
      // Else autovacuum would do it in the middle of what is to be measured.
      try await first.simple(statements.text("vacuum_history"))
    } catch let error as DatabaseError {
      throw StoreError(error)
    } catch {
      preconditionFailure("only the database fails here")
    }
  }

  private func fill(_ day: Share, of version: VersionID, on connection: Connection) async throws(DatabaseError) {
    let start = try await connection.execute(statements.once("make_history_partitions"), [day.daysAgo]).only()
    for table in Self.tables {
      var parameters: Parameters = [Int64(day.first), Int64(day.count)]
      parameters.append(try start.get(Timestamp.self, "day"))
      parameters.append(version.rawValue)
      try await connection.execute(statements.once(table), parameters)
    }
  }

  /// What is left to be filled, and how much is.
  private final class Course: Sendable {
    private let rest: Mutex<[Share]>
    private let done = Atomic<Int>(0)

    init(_ shares: [Share]) { rest = Mutex(shares.filter { $0.count > 0 }.reversed()) }

    func next() -> Share? { rest.withLock { $0.popLast() } }
    func add(_ count: Int) -> Int { done.wrappingAdd(count, ordering: .relaxed).newValue }
  }

  struct Share: Equatable {
    var daysAgo: Int32
    /// The first id, and how many.
    var first: Int
    var count: Int
  }

  /// What each day gets, the oldest first.
  static func shares(of count: Int) -> [Share] {
    (0..<days).map { day in
      let (from, to) = (count * day / days, count * (day + 1) / days)
      return Share(daysAgo: Int32(days - day), first: from + 1, count: to - from)
    }
  }
}

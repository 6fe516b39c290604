package import Database
package import Store
package import Time

/// Who leads.
package struct LeaderReader: Sendable {
  private let connection: Connection
  private let statements: Statements

  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  /// What the leader last said of itself.
  package struct State: Hashable, Sendable {
    /// How many leaderships ended without a word.
    package var epoch: Int32
    /// A host and a process id; nil if the last one left in order.
    package var holder: String?
    package var since: Timestamp?
    package var beatAt: Timestamp?
    /// Whether it waits to be notified, for there is nothing to do.
    package var isAsleep: Bool
    /// Whether it has beaten lately.
    package var isAlive: Bool
  }

  package func state() async throws(StoreError) -> State {
    do throws(DatabaseError) {
      let row = try await connection.execute(statements.once("read_leader")).only()
      return State(
        epoch: try row.get(0), holder: try row.get(1), since: try row.get(2), beatAt: try row.get(3),
        isAsleep: try row.get(4), isAlive: try row.get(5))
    } catch {
      throw StoreError(error)
    }
  }
}

package import Database
package import Engine
package import Store
package import Time

/// The runs that wait for the time that they were asked for.
package struct ScheduleReader: Sendable {
  private let connection: Connection
  private let statements: Statements

  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  package struct Entry: Sendable {
    package var run: RunID
    package var workflow: String
    package var runAt: Timestamp
    package var priority: Int16
    /// A JSON object.
    package var metadata: JSONText?
  }

  /// Of those that no leader has read yet, so many are looked through.
  private static let untakenLimit: Int64 = 10_000

  /// All, the next one first.
  package func list() async throws(StoreError) -> [Entry] {
    let untaken = try await UntakenRuns.read(connection, statements)
    do throws(DatabaseError) {
      var parameters = untaken.parameters
      parameters.append(Self.untakenLimit)
      // A run that a leader reads in between is in both, and none is in neither.
      let answers = try await connection.pipeline([
        Call(statements.once("list_scheduled_untaken"), parameters), Call(statements.once("list_scheduled")),
      ])
      let taken = try answers[1].decode(Entry.init(row:))
      let known = Set(taken.map(\.run))
      let fresh = try answers[0].decode(Entry.init(row:)).filter { !known.contains($0.run) }
      return (taken + fresh).sorted { ($0.runAt, $0.run.number) < ($1.runAt, $1.run.number) }
    } catch {
      throw StoreError(error)
    }
  }
}

extension ScheduleReader.Entry {
  init(row: Row) throws(DatabaseError) {
    self.init(
      run: RunID(number: try row.get(0), createdAt: try row.get(1)), workflow: try row.get(2), runAt: try row.get(3),
      priority: try row.get(4), metadata: try row.get(5))
  }
}

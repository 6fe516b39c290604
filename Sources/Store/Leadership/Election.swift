package import Database

/// Who leads a namespace: whoever's session holds its advisory lock. That is the fence, too: a leader whose connection is
/// gone can write nothing.
package struct Election: Sendable {
  /// What came of trying to lead.
  package enum Outcome: Sendable {
    case elected(Leadership)
    /// Somebody else leads, or is about to; `silence` is how long ago a leader has beaten, nil if none ever did.
    case held(holder: String?, silence: Duration?)
  }

  /// For what takes no time at all.
  private static let limit = Duration.seconds(10)

  private let connection: Connection
  private let statements: Statements

  /// `connection` is direct or pooled by session, and for the leader alone.
  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  /// Tries to lead. `holder` tells people who it is: a host and a process id.
  package func attempt(as holder: String) async throws(StoreError) -> Outcome {
    do throws(DatabaseError) {
      let (locked, former, silence) = try await connection.execute(
        statements.once("try_lead"), timeout: Self.limit
      ).only()
        .get(Bool.self, String?.self, Double?.self)
      guard locked else { return .held(holder: former, silence: silence.map { .seconds($0) }) }
      _ = try await connection.execute(statements.once("configure_writer"))
      let moved = try await connection.execute(statements.once("rebase_logs")).only().get(Bool.self, 0)
      let (epoch, clean) = try await connection.execute(statements.once("begin_leadership"), [holder]).only()
        .get(Int32.self, Bool.self)
      return .elected(Leadership(connection, statements, epoch: epoch, afterCleanEnd: clean, afterMove: moved))
    } catch {
      throw StoreError(error)
    }
  }

  /// Ends the session of a leader that has done nothing for so long. True if there was one.
  package func depose(silentFor silence: Duration) async throws(StoreError) -> Bool {
    do throws(DatabaseError) {
      return try await !connection.execute(statements.once("depose"), [silence / .seconds(1)]).isEmpty
    } catch {
      throw StoreError(error)
    }
  }
}

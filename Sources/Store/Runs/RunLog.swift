package import Database
package import Engine
import JSON
package import Time

/// What anybody may ask: enqueue a run, cancel one, replay one. Works over a transaction pooler.
package struct RunLog: Sendable {
  private let connection: Connection
  private let statements: Statements

  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  /// What a run is asked for with; nil is the workflow's default.
  package struct Request: Sendable {
    package var workflow: String
    package var input: JSONText
    /// A JSON object.
    package var metadata: JSONText?
    package var priority: Int32?
    /// Not before then.
    package var runAt: Timestamp?

    package init(
      workflow: String, input: JSONText = "{}", metadata: JSONText? = nil, priority: Int32? = nil,
      runAt: Timestamp? = nil
    ) {
      self.workflow = workflow
      self.input = input
      self.metadata = metadata
      self.priority = priority
      self.runAt = runAt
    }
  }

  /// Appends a run, committed when it returns. If its workflow has `idempotency` the leader works the key out.
  ///
  /// Throws `notFound` (no such workflow), `invalid` (the input breaks its schema).
  package func enqueue(_ request: Request) async throws(StoreError) -> RunID {
    let rows = try await execute(
      "enqueue", [request.workflow, request.input, request.metadata, request.priority, request.runAt])
    do throws(DatabaseError) {
      return try Self.run(try rows.only().get(UUIDBytes.self, 0))
    } catch {
      throw StoreError(error)
    }
  }

  /// A run that was asked for.
  package struct Placement: Sendable {
    package var run: RunID
    /// Otherwise it was there before, with the same idempotency key.
    package var isNew: Bool
    /// Since when its workflow is paused; nil if it is not.
    package var pausedSince: Timestamp?
  }

  package enum Answer: Sendable {
    case placed(Placement)
    /// Nothing was appended: the workflow has `idempotency`, and this expression gives the key to come again with.
    case needsKey(String)
  }

  /// Appends a run, committed when it returns, unless a key must be worked out first, or another run has it.
  ///
  /// Throws `notFound` (no such workflow), `invalid` (the input breaks its schema; it has no idempotency).
  package func place(_ request: Request, key: String? = nil) async throws(StoreError) -> Answer {
    let rows = try await execute(
      "enqueue_or_ask", [request.workflow, request.input, request.metadata, request.priority, request.runAt, key])
    do throws(DatabaseError) {
      let row = try rows.only()
      guard let uuid = try row.get(UUIDBytes?.self, 0) else {
        let policy = try row.get(JSONText.self, 2)
        guard let source = try? JSONParser.parse(policy.utf8)["key"]?.string else {
          throw DatabaseError(.decoding, "unable to read the idempotency of workflow '\(request.workflow)'")
        }
        return .needsKey(source)
      }
      return .placed(
        Placement(run: try Self.run(uuid), isNew: try row.get(1), pausedSince: try row.get(3)))
    } catch {
      throw StoreError(error)
    }
  }

  private static func run(_ uuid: UUIDBytes) throws(DatabaseError) -> RunID {
    guard let id = PublicID(high: uuid.high, low: uuid.low) else {
      throw DatabaseError(.decoding, "'\(uuid)' is not the id of a run")
    }
    return RunID(number: id.number, createdAt: id.createdAt)
  }

  /// Asks the leader to end what is unfinished of these runs, all or none. Throws `notFound`.
  ///
  /// Returns what `isTaken` needs.
  @discardableResult
  package func cancel(_ runs: [RunID]) async throws(StoreError) -> TransactionID {
    try await ask(runs.map { Call(statements.once("cancel"), [$0.publicID.uuid]) })
  }

  /// Asks the leader to run tasks of these runs again, all or none: what failed or was cancelled and all that depends on
  /// it, or `task` and all that depends on it, or everything. `input` replaces theirs for all tasks that start from then
  /// on. Throws `notFound`, `invalid` (the input breaks the schema of one's version).
  ///
  /// Returns what `isTaken` needs.
  @discardableResult
  package func replay(
    _ runs: [RunID], from task: String? = nil, everything: Bool = false, input: JSONText? = nil
  ) async throws(StoreError) -> TransactionID {
    try await ask([Call(statements.once("replay"), [runs.map(\.text), task, everything, input])])
  }

  /// Asks the leader to start these runs at another time, all or none. Throws `notFound`.
  ///
  /// Returns what `isTaken` needs.
  @discardableResult
  package func reschedule(_ runs: [RunID], to time: Timestamp) async throws(StoreError) -> TransactionID {
    try await ask(runs.map { Call(statements.once("reschedule"), [$0.publicID.uuid, time]) })
  }

  /// Whether the leader has done what was asked for: from then on a run's status tells what came of it.
  package func isTaken(_ request: TransactionID) async throws(StoreError) -> Bool {
    let rows = try await execute("is_taken", [request])
    do throws(DatabaseError) {
      return try rows.only().get(Bool.self, 0)
    } catch {
      throw StoreError(error)
    }
  }

  /// In one transaction, and one round trip.
  private func ask(_ calls: [Call]) async throws(StoreError) -> TransactionID {
    do throws(DatabaseError) {
      let rows = try await connection.pipeline(calls + [Call(statements.once("current_transaction"))])
      return try rows[calls.count].only().get(TransactionID.self, 0)
    } catch {
      throw StoreError(error)
    }
  }

  /// Whether nothing is queued, nothing runs, nothing waits to be tried again, and nothing was asked for that no leader
  /// has read.
  package func isIdle() async throws(StoreError) -> Bool {
    // Cheap first; and once more at the end, for what was read in between.
    for question in ["has_live_work", "has_unread_requests", "has_live_work"] {
      let rows = try await execute(question, [])
      do throws(DatabaseError) {
        if try rows.only().get(Bool.self, 0) { return false }
      } catch {
        throw StoreError(error)
      }
    }
    return true
  }

  private func execute(_ name: String, _ parameters: Parameters) async throws(StoreError) -> Rows {
    do throws(DatabaseError) {
      return try await connection.execute(statements.once(name), parameters)
    } catch {
      throw StoreError(error)
    }
  }
}

extension PublicID {
  package var uuid: UUIDBytes { UUIDBytes(high: halves.high, low: halves.low) }
}

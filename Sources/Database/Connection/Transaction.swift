/// A transaction block that is open on a connection. It may be used from several tasks, until its closure returns.
package final class Transaction: Queryable {
  private let connection: Connection
  private let turnstile = Turnstile()
  private let over = Promise<Void>()

  init(_ connection: Connection) { self.connection = connection }

  package func pipeline(
    _ segments: [[Call]], timeout: Duration?
  ) async throws(DatabaseError) -> [Result<[Rows], DatabaseError>] {
    try await inTurn(timeout) { [connection] (operation) async throws(DatabaseError) in
      try await connection.run(segments, inside: operation)
    }
  }

  @discardableResult
  package func simple(_ script: String, timeout: Duration?) async throws(DatabaseError) -> [Rows] {
    try await inTurn(timeout) { [connection] (operation) async throws(DatabaseError) in
      try await connection.runSimple(script, inside: operation)
    }
  }

  package func copyIn<Chunks: AsyncSequence & Sendable>(
    _ sql: String, _ chunks: Chunks, timeout: Duration? = nil
  ) async throws -> Int where Chunks.Element == [UInt8] {
    let outcome = try await inTurn(timeout) { [connection] (operation) async throws(DatabaseError) in
      try await connection.runCopyIn(sql, chunks, inside: operation)
    }
    return try outcome.get()
  }

  package func copyOut(
    _ sql: String, timeout: Duration? = nil, _ body: @Sendable ([UInt8]) async throws -> Void
  ) async throws -> Int {
    let outcome = try await inTurn(timeout) { [connection] (operation) async throws(DatabaseError) in
      try await connection.runCopyOut(sql, inside: operation, body)
    }
    return try outcome.get()
  }

  /// Waits for the call that uses it, if one does; from then on every use of it is an error.
  func end() async {
    _ = await turnstile.enter(until: nil, interruptible: false)
    over.fulfil(())
    turnstile.leave()
  }

  /// Whether a call on `other` by a task inside this transaction would wait for itself.
  func isOpen(on other: Connection) -> Bool { over.value == nil && connection === other }

  /// The transaction that the current task is in, to tell a deadlock instead of having it.
  @TaskLocal static var current: Transaction?

  private func inTurn<Value: Sendable>(
    _ timeout: Duration?, _ body: (Operation) async throws(DatabaseError) -> Value
  ) async throws(DatabaseError) -> Value {
    let operation = Operation(until: timeout.map { .now + $0 })
    guard await turnstile.enter(until: operation.deadline) else {
      throw DatabaseError(Task.isCancelled ? .cancelled : .timeout, "the transaction was busy for too long")
    }
    defer { turnstile.leave() }
    guard over.value == nil else { throw DatabaseError(.protocolViolation, "the transaction is over") }
    return try await body(operation)
  }
}

extension Connection {
  /// Runs `body` in a transaction block, which nothing else on this connection gets into. Commits if `body` returns, rolls
  /// back if it throws, also when the task was cancelled.
  ///
  /// - Parameters:
  ///   - begin: as `begin isolation level repeatable read`.
  ///   - timeout: for the wait until the connection is free, `begin` and `commit` each; the calls inside have their own.
  /// - Throws: what `body` throws, or `DatabaseError`. If the connection is lost in the commit, nobody knows its outcome.
  @discardableResult
  package func transaction<Value: Sendable>(
    _ begin: SQLStatement = "begin", timeout: Duration? = nil,
    _ body: @Sendable (Transaction) async throws -> Value
  ) async throws -> Value {
    let operation = Operation(until: timeout.map { .now + $0 })
    return try await exclusivelyInBlock(operation) {
      try await self.control(begin, operation)
      let transaction = Transaction(self)
      do {
        let value = try await Transaction.$current.withValue(transaction) { try await body(transaction) }
        await transaction.end()
        let commit = try await self.control("commit", Operation(until: timeout.map { .now + $0 }))
        guard commit.command == "COMMIT" else {
          throw DatabaseError(
            .sqlState("25P02"), "the transaction was rolled back, because a statement in it had failed")
        }
        return value
      } catch {
        await transaction.end()
        await self.rollBack()
        throw error
      }
    }
  }

  private func exclusivelyInBlock<Value>(
    _ operation: Operation, _ body: () async throws -> Value
  ) async throws -> Value {
    try await enter(operation)
    defer { turnstile.leave() }
    return try await body()
  }

  /// Runs a statement that opens or ends the block.
  @discardableResult
  private func control(_ statement: SQLStatement, _ operation: Operation) async throws(DatabaseError) -> Rows {
    try await run([[Call(statement)]], inside: operation)[0].get()[0]
  }

  /// A block that cannot be rolled back goes with its connection.
  private func rollBack() async {
    guard !isClosed, wire.isInTransaction else { return }
    do throws(DatabaseError) {
      try await control("rollback", Operation(until: .now + Self.cancelGrace, isInterruptible: false))
    } catch {
      close(DatabaseError(.connectionLost, "the connection was closed, since a rollback failed", cause: error))
    }
  }

  // MARK: For a transaction, which holds the turnstile

  func run(
    _ segments: [[Call]], inside operation: Operation
  ) async throws(DatabaseError) -> [Result<[Rows], DatabaseError>] {
    try await perform(operation) { (operation) async throws(DatabaseError) in try await run(segments, operation) }
  }

  func runSimple(_ script: String, inside operation: Operation) async throws(DatabaseError) -> [Rows] {
    try await perform(operation) { (operation) async throws(DatabaseError) in try await runSimple(script, operation) }
  }

  func runCopyIn<Chunks: AsyncSequence & Sendable>(
    _ sql: String, _ chunks: Chunks, inside operation: Operation
  ) async throws(DatabaseError) -> Result<Int, any Error> where Chunks.Element == [UInt8] {
    try await perform(operation) { (operation) async throws(DatabaseError) in
      try await runCopyIn(sql, chunks, operation)
    }
  }

  func runCopyOut(
    _ sql: String, inside operation: Operation, _ body: @Sendable ([UInt8]) async throws -> Void
  ) async throws(DatabaseError) -> Result<Int, any Error> {
    try await perform(operation) { (operation) async throws(DatabaseError) in
      try await runCopyOut(sql, operation, body)
    }
  }
}

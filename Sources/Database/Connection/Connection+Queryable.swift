import CPostgres

extension Connection: Queryable {
  package func pipeline(
    _ segments: [[Call]], timeout: Duration?
  ) async throws(DatabaseError) -> [Result<[Rows], DatabaseError>] {
    guard !segments.isEmpty else { return [] }
    return try await exclusively(Operation(until: timeout.map { .now + $0 })) {
      (operation) async throws(DatabaseError) in try await run(segments, operation)
    }
  }

  @discardableResult
  package func simple(_ script: String, timeout: Duration?) async throws(DatabaseError) -> [Rows] {
    try await exclusively(Operation(until: timeout.map { .now + $0 })) {
      (operation) async throws(DatabaseError) in try await runSimple(script, operation)
    }
  }

  package func copyIn<Chunks: AsyncSequence & Sendable>(
    _ sql: String, _ chunks: Chunks, timeout: Duration? = nil
  ) async throws -> Int where Chunks.Element == [UInt8] {
    let outcome = try await exclusively(Operation(until: timeout.map { .now + $0 })) {
      (operation) async throws(DatabaseError) in try await runCopyIn(sql, chunks, operation)
    }
    return try outcome.get()
  }

  package func copyOut(
    _ sql: String, timeout: Duration? = nil, _ body: @Sendable ([UInt8]) async throws -> Void
  ) async throws -> Int {
    let outcome = try await exclusively(Operation(until: timeout.map { .now + $0 })) {
      (operation) async throws(DatabaseError) in try await runCopyOut(sql, operation, body)
    }
    return try outcome.get()
  }

  /// Delivers what is sent to `channel` in `notifications`, until the connection ends. Not behind a transaction pooler.
  package func listen(_ channel: String) async throws(DatabaseError) {
    try await execute(SQLStatement("listen " + channel.sqlIdentifier))
  }

  package func unlisten(_ channel: String) async throws(DatabaseError) {
    try await execute(SQLStatement("unlisten " + channel.sqlIdentifier))
  }

  func runSimple(_ script: String, _ operation: Operation) async throws(DatabaseError) -> [Rows] {
    guard wire.send(script: script) else { throw lost() }
    try await flush(operation)
    return try await results(operation)
  }

  /// Reads all that the simple protocol answers.
  func results(_ operation: Operation) async throws(DatabaseError) -> [Rows] {
    var rows: [Rows] = []
    var failed: DatabaseError?
    while let result = try await nextResult(operation) {
      switch PQresultStatus(result) {
      case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: rows.append(Rows(result, wire.notices))
      case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
        PQclear(result)
        throw unusable("COPY is not possible here: use copyIn or copyOut")
      default:
        failed = failed ?? failure(result, operation) ?? unusable("libpq gave a result without an error")
        PQclear(result)
      }
      if isClosed { throw failed ?? lost() }
    }
    if let failed { throw failed }
    return rows
  }
}

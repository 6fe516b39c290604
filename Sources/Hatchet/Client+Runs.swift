import Database
package import Engine
package import Store
package import Time

extension Client {
  /// Enqueues one run, committed when this returns. `input` and `metadata` are JSON documents.
  ///
  /// Returns the run's id. Throws `notFound` (no such workflow), `usage` (the input breaks its schema, or is no JSON).
  public func enqueue(_ workflow: String, input: String = "{}", metadata: String? = nil) async throws(HatchetError)
    -> String
  {
    try await enqueue(
      RunLog.Request(workflow: workflow, input: JSONText(input), metadata: metadata.map { JSONText($0) })
    ).text
  }

  package func enqueue(_ request: RunLog.Request) async throws(HatchetError) -> RunID {
    try await rethrowing { () async throws(StoreError) in try await runLog.enqueue(request) }
  }

  /// The database's clock, which all times are by.
  package func now() async throws(HatchetError) -> Timestamp {
    do throws(DatabaseError) {
      return try await connection.execute("select clock_timestamp()").only().get(Timestamp.self, 0)
    } catch {
      throw HatchetError(error)
    }
  }

  /// Whether nothing is queued, nothing runs, and nothing was asked for that no leader has read: what is left, if
  /// anything, waits for the time that it was scheduled for.
  package func isIdle() async throws(HatchetError) -> Bool {
    try await rethrowing { () async throws(StoreError) in try await runLog.isIdle() }
  }

  func parse(_ run: String) throws(HatchetError) -> RunID {
    do throws(EngineError) {
      return try RunID(parsing: run)
    } catch {
      throw HatchetError(.usage, error.message, hint: error.hint)
    }
  }

  package func rethrowing<Value>(
    _ body: () async throws(StoreError) -> Value
  ) async throws(HatchetError) -> Value {
    do throws(StoreError) {
      return try await body()
    } catch {
      throw HatchetError(error)
    }
  }
}

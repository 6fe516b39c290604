import Database
import Engine
import JSON
package import Store
package import Time
import Workflows

extension Client {
  /// Enqueues one run, committed when this returns. `input` and `metadata` are JSON documents. If the workflow has
  /// `idempotency` and another run has this one's key, there is no second: it is that one.
  ///
  /// Returns the run's id. Throws `notFound` (no such workflow), `usage` (the input breaks its schema, or is no JSON).
  public func enqueue(_ workflow: String, input: String = "{}", metadata: String? = nil) async throws(HatchetError)
    -> String
  {
    try await enqueue(
      RunLog.Request(workflow: workflow, input: JSONText(input), metadata: metadata.map { JSONText($0) })
    ).run.text
  }

  /// As above. Without `idempotency` it is one round trip, else two: the key is worked out here.
  package func enqueue(_ request: RunLog.Request) async throws(HatchetError) -> RunLog.Placement {
    var key: String?
    while true {
      switch try await rethrowing({ () async throws(StoreError) in try await runLog.place(request, key: key) }) {
      case .placed(let placement): return placement
      case .needsKey(let expression): key = try Self.key(of: request, expression)
      }
    }
  }

  private static func key(of request: RunLog.Request, _ source: String) throws(HatchetError) -> String {
    do {
      let expression = try RunKeyExpression(source)
      return try expression.key(
        input: JSONParser.parse(request.input.utf8), metadata: request.metadata.map { try JSONParser.parse($0.utf8) })
    } catch let error as RunKeyExpression.Failure {
      throw HatchetError(
        .usage, error.message, hint: "'idempotency' of workflow '\(request.workflow)' says how: \(source)")
    } catch {
      throw HatchetError(.usage, "unable to work out the idempotency key: \(error)")
    }
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

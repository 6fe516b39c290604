package import Database
package import Engine
import Time

// Idempotency keys, as the leader takes and frees them.
extension Leadership {
  /// A run whose key is to be worked out.
  package struct KeyedRun: Sendable {
    package var id: RunID
    package var input: JSONText
    package var metadata: JSONText?
    /// It has its key already: whoever enqueued it took it.
    package var isHolder: Bool
  }

  /// A key that a run asks for.
  package struct KeyClaim: Sendable {
    package var workflow: String
    package var key: String
    package var ttl: Duration
    package var untilFinished: Bool
    package var run: RunID

    package init(workflow: String, key: String, ttl: Duration, untilFinished: Bool, run: RunID) {
      self.workflow = workflow
      self.key = key
      self.ttl = ttl
      self.untilFinished = untilFinished
      self.run = run
    }
  }

  /// What is on record of these runs; those that do not exist are left out.
  package func loadKeyed(_ runs: [RunID]) async throws(StoreError) -> [KeyedRun] {
    let rows = try await execute("load_keyed", [runs.map(\.number), runs.map(\.createdAt)])
    do throws(DatabaseError) {
      return try rows.decode { (row) throws(DatabaseError) in
        KeyedRun(
          id: RunID(number: try row.get(0), createdAt: try row.get(1)), input: try row.get(2), metadata: try row.get(3),
          isHolder: try row.get(4))
      }
    } catch {
      throw StoreError(error)
    }
  }

  /// Takes keys, in order, and says for each run who has its key then: itself, or another. One that is left out cannot be
  /// told yet, for an open transaction has the key in hand.
  ///
  /// Committed when it returns. A run that has its key keeps it, so that it does no harm to ask again.
  package func claim(_ claims: [KeyClaim]) async throws(StoreError) -> [RunID: RunID] {
    let rows = try await execute(
      "claim_keys",
      [
        claims.map(\.workflow), claims.map(\.key), claims.map(\.ttl.microseconds), claims.map(\.untilFinished),
        claims.map(\.run.number), claims.map(\.run.createdAt),
      ])
    do throws(DatabaseError) {
      let runs = Dictionary(claims.map { ($0.run.number, $0.run) }) { first, _ in first }
      var holders: [RunID: RunID] = [:]
      for row in rows {
        guard let run = runs[try row.get(0)], let holder = try row.get(Int64?.self, 1) else { continue }
        holders[run] = RunID(number: holder, createdAt: try row.get(2))
      }
      return holders
    } catch {
      throw StoreError(error)
    }
  }

  /// Runs that were read, and wait for somebody's transaction.
  package func loadHeld() async throws(StoreError) -> [ArrivedRun] {
    let rows = try await execute("load_held")
    do throws(DatabaseError) {
      return try rows.decode { (row) throws(DatabaseError) in
        ArrivedRun(
          id: RunID(number: try row.get(0), createdAt: try row.get(1)), version: VersionID(rawValue: try row.get(2)),
          priority: try row.get(3), runAt: try row.get(4))
      }
    } catch {
      throw StoreError(error)
    }
  }
}

extension Statements {
  /// Frees the keys that runs hold until they end.
  package func freeKeys(of runs: [RunID]) -> Call { Call(self["free_keys"], [runs.map(\.number)]) }

  package func hold(_ runs: [RunID]) -> Call { Call(self["hold_runs"], [runs.map(\.number), runs.map(\.createdAt)]) }

  package func letGo(_ runs: [RunID]) -> Call { Call(self["let_go_runs"], [runs.map(\.number)]) }
}

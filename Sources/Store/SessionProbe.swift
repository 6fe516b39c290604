package import Database
import Synchronization

/// Tells a session that is slow from one that is cut off and does not know it: a half-open connection says nothing, and
/// for as long as somebody on the way keeps it alive, the kernel sees nothing wrong.
package final class SessionProbe: Sendable {
  /// So long after a question nobody wonders why there is no answer. Shorter, with what it takes to connect again, than
  /// the silence after which a worker is given up.
  private static let patience = Duration.seconds(4)
  private static let limit = Duration.seconds(4)
  private static let interval = Duration.milliseconds(500)

  private struct State {
    /// The questions that are under way, and since when.
    var pending: [Int: ContinuousClock.Instant] = [:]
    var last = 0
  }

  private let connection: Connection
  private let statements: Statements
  private let state = Mutex(State())

  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  /// Asks something over the session.
  package func asking<Value: Sendable, Failure: Error>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let question = state.withLock { state in
      state.last += 1
      state.pending[state.last] = .now
      return state.last
    }
    defer { state.withLock { _ = $0.pending.removeValue(forKey: question) } }
    return try await body()
  }

  /// Closes the session if it is cut off, so that whoever waits for an answer learns it. Until the task is cancelled.
  package func watch() async {
    var suspect: Int?
    while !Task.isCancelled, !connection.isClosed {
      try? await Task.sleep(for: Self.interval)
      guard let question = overdue else {
        suspect = nil
        continue
      }
      guard await isIdle() == true, overdue == question else { continue }
      // Twice, for an answer may be on its way.
      if suspect == question { await connection.close() }
      suspect = question
    }
  }

  /// The oldest question that should have been answered.
  private var overdue: Int? {
    state.withLock { state in
      guard let oldest = state.pending.min(by: { $0.key < $1.key }), .now - oldest.value > Self.patience else {
        return nil
      }
      return oldest.key
    }
  }

  /// Whether the server, asked over another connection, has nothing to do for the session, or has lost it; nil if it
  /// cannot be asked.
  private func isIdle() async -> Bool? {
    guard let other = try? await Connection.open(connection.target, name: "hatchet probe", timeout: Self.limit) else {
      return nil
    }
    let backend = connection.backendProcessID
    let rows = try? await other.execute(statements.once("session_works"), [backend], timeout: Self.limit)
    await other.close()
    guard let works = try? rows?.only().get(Bool.self, 0) else { return nil }
    return !works
  }
}

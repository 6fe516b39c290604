/// A connection that comes back: made when it is first asked for or `start()`ed, and made again, with back-off, whenever it
/// is lost, until `close()`.
///
/// A call that was under way when the connection was lost fails; only its caller knows whether to do it again.
package actor Session {
  package enum State: Sendable {
    /// Not started.
    case idle
    /// `after` says why the last one was lost, or the last attempt failed.
    case connecting(attempt: Int, after: DatabaseError?)
    case connected(Connection)
    /// Given up: too many attempts in a row, or a failure that time does not heal (a wrong password).
    case failed(DatabaseError)
    case closed
  }

  package nonisolated let target: ConnectionTarget
  package nonisolated let name: String
  package private(set) var state = State.idle
  private let backoff: Backoff
  private let timeout: Duration
  private let onNotice: (@Sendable (ServerMessage) -> Void)?
  private let onConnect: @Sendable (Connection) async throws -> Void
  private var keeper: Task<Void, Never>?
  private var observers: [UInt64: AsyncStream<State>.Continuation] = [:]
  private var lastObserver: UInt64 = 0
  /// Fulfilled at the next change of state.
  private var change = Promise<Void>()

  /// - Parameters:
  ///   - timeout: of one attempt to connect.
  ///   - onConnect: prepares every new connection (LISTEN, advisory locks) before anybody gets it. If it throws, the
  ///     connection is closed, and the attempt has failed.
  package init(
    _ target: ConnectionTarget, name: String, backoff: Backoff = Backoff(), timeout: Duration = .seconds(15),
    onConnect: @escaping @Sendable (Connection) async throws -> Void = { _ in },
    onNotice: (@Sendable (ServerMessage) -> Void)? = nil
  ) {
    self.target = target
    self.name = name
    self.backoff = backoff
    self.timeout = timeout
    self.onNotice = onNotice
    self.onConnect = onConnect
  }

  deinit { keeper?.cancel() }

  /// Connects, and keeps connected, in the background.
  package func start() {
    switch state {
    case .idle, .failed: break
    case .connecting, .connected, .closed: return
    }
    enter(.connecting(attempt: 1, after: nil))
    keeper = Task { [weak self] in
      var failures = 0
      var last: DatabaseError?
      while !Task.isCancelled, let delay = await self?.attempt(&failures, &last) {
        if delay > .zero { try? await Task.sleep(for: delay) }
      }
    }
  }

  /// The connection, as soon as there is one.
  /// - Throws: why there is none: `.timeout` (with the last failure as its cause), or what made it give up.
  package func connection(timeout: Duration? = nil) async throws(DatabaseError) -> Connection {
    let deadline = timeout.map { ContinuousClock.now + $0 }
    start()
    while true {
      switch state {
      case .connected(let connection) where !connection.isClosed: return connection
      case .failed(let error): throw error
      case .closed: throw DatabaseError(.closed, "the session '\(name)' was closed")
      case .idle, .connecting, .connected: break
      }
      if Task.isCancelled { throw DatabaseError(.cancelled, "connecting to '\(target.place)' was cancelled") }
      if let deadline, .now >= deadline {
        var cause: DatabaseError?
        if case .connecting(_, let error) = state { cause = error }
        let reason = cause.map { ": \($0.message)" } ?? ""
        throw DatabaseError(
          .timeout, "no connection to '\(target.place)' in time\(reason)", cause: cause, server: cause?.server)
      }
      _ = await change.wait(until: deadline)
    }
  }

  /// Closes the connection, for good.
  package func close() async {
    keeper?.cancel()
    if case .connected(let connection) = state { await connection.close() }
    enter(.closed)
  }

  /// The state now, and every later one. A slow reader misses those in between.
  package func states() -> AsyncStream<State> {
    let (stream, continuation) = AsyncStream.makeStream(of: State.self, bufferingPolicy: .bufferingNewest(16))
    lastObserver += 1
    let number = lastObserver
    observers[number] = continuation
    continuation.onTermination = { [weak self] _ in Task { await self?.forget(number) } }
    continuation.yield(state)
    return stream
  }

  private func forget(_ observer: UInt64) { observers[observer] = nil }

  private func enter(_ next: State) {
    if case .closed = state { return }
    state = next
    for observer in observers.values { observer.yield(next) }
    if case .closed = next { for observer in observers.values { observer.finish() } }
    change.fulfil(())
    change = Promise()
  }

  /// Makes one connection and stays until it is lost.
  /// - Returns: how long to wait before the next; nil: give up.
  private func attempt(_ failures: inout Int, _ last: inout DatabaseError?) async -> Duration? {
    do throws(DatabaseError) {
      enter(.connecting(attempt: failures + 1, after: last))
      let connection = try await prepared()
      if Task.isCancelled {
        await connection.close()
        return nil
      }
      failures = 0
      enter(.connected(connection))
      // A connection that is lost at once, again and again, counts as a failure of its own.
      let start = ContinuousClock.now
      last = await connection.waitUntilClosed()
      if Task.isCancelled { return nil }
      if .now - start > backoff.most { return .zero }
      failures = 1
    } catch {
      last = error
      failures += 1
      guard error.isRetryable || error.code == .timeout else {
        enter(.failed(error))
        return nil
      }
    }
    var generator = SystemRandomNumberGenerator()
    let delay = backoff.delay(after: failures, using: &generator)
    if let last {
      enter(delay == nil ? .failed(last) : .connecting(attempt: failures + 1, after: last))
    }
    return delay
  }

  private func prepared() async throws(DatabaseError) -> Connection {
    let connection = try await Connection.open(target, name: name, timeout: timeout, onNotice: onNotice)
    do {
      try await onConnect(connection)
      return connection
    } catch {
      await connection.close()
      throw error as? DatabaseError
        ?? DatabaseError(.connectionFailed, "unable to prepare the connection '\(name)': \(error)", cause: error)
    }
  }
}

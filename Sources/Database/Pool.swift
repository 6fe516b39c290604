/// At most so many connections, lent to one task at a time; who waits, gets one in turn. Broken ones are thrown away.
package actor Pool {
  package nonisolated let target: ConnectionTarget
  package nonisolated let name: String
  private nonisolated let turnstile: Turnstile
  private let timeout: Duration
  private let onNotice: (@Sendable (ServerMessage) -> Void)?
  private let onConnect: @Sendable (Connection) async throws -> Void
  /// The last one used is the first one lent: the others may go cold.
  private var idle: [Connection] = []
  private var lent = 0
  private var isClosed = false

  /// - Parameters:
  ///   - limit: the most connections at a time.
  ///   - timeout: of one attempt to connect.
  ///   - onConnect: prepares every new connection.
  package init(
    _ target: ConnectionTarget, name: String, limit: Int, timeout: Duration = .seconds(15),
    onConnect: @escaping @Sendable (Connection) async throws -> Void = { _ in },
    onNotice: (@Sendable (ServerMessage) -> Void)? = nil
  ) {
    self.target = target
    self.name = name
    self.timeout = timeout
    self.onNotice = onNotice
    self.onConnect = onConnect
    turnstile = Turnstile(places: max(limit, 1))
  }

  /// Open connections, lent or not.
  package var count: Int { idle.count + lent }

  /// Tasks that wait for one.
  package var waiting: Int { turnstile.waiting }

  /// Lends a connection to `body`, for as long as it runs.
  ///
  /// - Parameter waiting: how long to wait for one to be free; nil: for ever.
  /// - Throws: what `body` throws, or `DatabaseError`: `.timeout`, `.cancelled`, `.closed`, or why there is no connection.
  @discardableResult
  package func withConnection<Value: Sendable>(
    waiting: Duration? = nil, _ body: @Sendable (Connection) async throws -> Value
  ) async throws -> Value {
    guard await turnstile.enter(until: waiting.map { .now + $0 }) else {
      if Task.isCancelled { throw DatabaseError(.cancelled, "cancelled while waiting for a connection of '\(name)'") }
      throw DatabaseError(.timeout, "no connection of '\(name)' became free in time")
    }
    defer { turnstile.leave() }
    let connection = try await take()
    do {
      let value = try await body(connection)
      await giveBack(connection)
      return value
    } catch {
      await giveBack(connection)
      throw error
    }
  }

  /// Closes all; those that are lent, when they come back.
  package func close() async {
    isClosed = true
    let connections = idle
    idle = []
    for connection in connections { await connection.close() }
  }

  private func take() async throws -> Connection {
    guard !isClosed else { throw DatabaseError(.closed, "the pool '\(name)' was closed") }
    lent += 1
    while let connection = idle.popLast() {
      if !connection.isClosed { return connection }
    }
    do {
      let connection = try await Connection.open(target, name: name, timeout: timeout, onNotice: onNotice)
      do {
        try await onConnect(connection)
      } catch {
        await connection.close()
        throw error
      }
      return connection
    } catch {
      lent -= 1
      throw error
    }
  }

  /// A connection that was left in a transaction, or in the middle of something, is not for others.
  private func giveBack(_ connection: Connection) async {
    lent -= 1
    let isClean = await !connection.isInTransaction
    if isClosed || !isClean {
      await connection.close()
    } else if !connection.isClosed {
      idle.append(connection)
    }
  }
}

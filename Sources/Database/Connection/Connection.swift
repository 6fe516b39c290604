/// One connection to PostgreSQL, for any number of tasks: calls run one after the other, in the order in which they came.
///
/// Nothing here blocks a thread of the cooperative pool. A call whose deadline passes, or whose task is cancelled, cancels
/// its query on the server, and closes the connection if that does not end it within `cancelGrace`. Work that is
/// complete on the server by then is reported as done, not as cancelled.
package actor Connection {
  /// How long the server may take to give up a query.
  package static let cancelGrace = Duration.seconds(5)

  package nonisolated let name: String
  package nonisolated let target: ConnectionTarget
  /// Of the server process, for `pg_terminate_backend`, logs and `pg_stat_activity`.
  package nonisolated let backendProcessID: Int32
  /// As 150013 for 15.13.
  package nonisolated let serverVersion: Int
  /// What `listen(_:)` asked for. For one consumer.
  package nonisolated let notifications = NotificationStream()

  let wire: Wire
  nonisolated let cancelKey: CancelKey?
  nonisolated let turnstile = Turnstile()
  nonisolated let closed = Promise<DatabaseError>()
  /// Names of the statements that this connection has prepared.
  var prepared: [PreparedKey: String] = [:]
  var preparedCount = 0
  /// The call that has the connection; its `cancel()` goes here.
  var current: Operation?

  struct PreparedKey: Hashable {
    var statement: SQLStatement
    var types: [UInt32]
  }

  private init(_ wire: Wire, target: ConnectionTarget, name: String) {
    self.wire = wire
    self.target = target
    self.name = name
    backendProcessID = wire.processID
    serverVersion = wire.serverVersion
    cancelKey = wire.cancelKey()
  }

  /// Connects.
  ///
  /// - Parameters:
  ///   - name: what `application_name` is where the user does not set one.
  ///   - timeout: for all hosts together; each has an equal share of it, and at most `connect_timeout`.
  ///   - onNotice: called for the server's warnings and notices, on any thread; it must return at once.
  /// - Throws: `.connectionFailed`, `.timeout`, `.cancelled`.
  package static func open(
    _ target: ConnectionTarget, name: String = "hatchet", timeout: Duration = .seconds(15),
    onNotice: (@Sendable (ServerMessage) -> Void)? = nil
  ) async throws(DatabaseError) -> Connection {
    let deadline = ContinuousClock.now + timeout
    let opening = Opening(target, name: name, until: deadline, notices: NoticeSink(onNotice))
    opening.start()
    // The thread gives up by itself at the deadline, unless it hangs looking a name up.
    guard let result = await opening.outcome.wait(until: deadline + .milliseconds(100)) else {
      opening.abandon()
      if Task.isCancelled { throw DatabaseError(.cancelled, "connecting to '\(target.place)' was cancelled") }
      throw DatabaseError(.timeout, "unable to connect to '\(target.place)' within \(timeout)")
    }
    let connection = Connection(try result.get(), target: target, name: name)
    await connection.watch()
    return connection
  }

  package nonisolated var isClosed: Bool { closed.value != nil }

  /// The server is a standby; nil if it is older than 14 and does not say.
  package var isInRecovery: Bool? { wire.parameter("in_hot_standby").map { $0 == "on" } }

  /// The server is in a transaction block: after a failed `simple` script it may be.
  package var isInTransaction: Bool { wire.isInTransaction }

  /// Returns when the connection is closed or lost, also while nobody uses it, with the reason; nil if the task is
  /// cancelled first.
  package nonisolated func waitUntilClosed() async -> DatabaseError? { await closed.wait() }

  /// Closes at once. A call that is under way fails with `.closed`; whether its work was committed is unknown.
  package func close() { close(DatabaseError(.closed, "the connection was closed")) }

  /// Cancels what runs now, if anything does: that call fails with `.cancelled`.
  package func cancel() { current?.interrupt() }

  /// Closes because of `reason`. What runs finds out when it resumes.
  func close(_ reason: DatabaseError) {
    guard closed.fulfil(reason) else { return }
    wire.close()
    notifications.finish()
  }

  /// Closes because the wire broke, and says why.
  func lost() -> DatabaseError {
    if let reason = closed.value { return reason }
    var error = DatabaseError(.connectionLost, "the connection was lost: \(wire.brokenReason)")
    if let fatal = wire.notices.fatal {
      error = DatabaseError(.connectionLost, "the connection was lost: \(fatal.safeMessage)", server: fatal)
    }
    close(error)
    return error
  }

  // MARK: While nobody uses it

  /// Looks at the socket while no call does: for notifications, and to learn at once that the server is gone.
  func watch() {
    guard current == nil, wire.handle != nil else { return }
    Reactor.shared.start(Reactor.shared.ticket(for: wire.socket), wire.socket) { [weak self] _ in
      Task { await self?.readWhileIdle() }
    }
  }

  private func readWhileIdle() {
    guard current == nil, wire.handle != nil else { return }
    guard wire.consumeInput() else {
      _ = lost()
      return
    }
    deliverNotifications()
    // libpq notices the end of the stream when it reads, but says so only in its status.
    if wire.isBroken { _ = lost() } else { watch() }
  }

  func deliverNotifications() {
    while let notification = wire.nextNotification() { notifications.push(notification) }
  }
}

extension Connection {
  /// Runs `body` when all calls before it are done, with the connection for itself.
  func exclusively<Value>(
    _ operation: Operation, _ body: (Operation) async throws(DatabaseError) -> Value
  ) async throws(DatabaseError) -> Value {
    try await enter(operation)
    defer { turnstile.leave() }
    return try await perform(operation, body)
  }

  /// Waits for the calls before. Whoever is in must leave the turnstile.
  func enter(_ operation: Operation) async throws(DatabaseError) {
    guard Transaction.current?.isOpen(on: self) != true else {
      throw DatabaseError(
        .protocolViolation, "the connection is in a transaction of this task: use the transaction's own methods")
    }
    let isIn = await turnstile.enter(until: operation.deadline, interruptible: operation.isInterruptible)
    guard isIn else {
      if Task.isCancelled, operation.isInterruptible { throw DatabaseError(.cancelled, "cancelled before it began") }
      throw DatabaseError(.timeout, "timed out waiting for the connection '\(name)'")
    }
  }

  /// Runs `body`; the caller holds the turnstile.
  func perform<Value>(
    _ operation: Operation, _ body: (Operation) async throws(DatabaseError) -> Value
  ) async throws(DatabaseError) -> Value {
    if let reason = closed.value { throw Self.refused(reason) }
    if operation.isInterruptible, Task.isCancelled { throw DatabaseError(.cancelled, "cancelled before it began") }
    current = operation
    let result: Result<Value, DatabaseError>
    do throws(DatabaseError) {
      result = .success(try await body(operation))
    } catch {
      result = .failure(error)
    }
    // A request that is still on its way would hit the next call.
    if let request = operation.request, request.value == nil, !isClosed {
      if await request.wait(until: operation.graceEnd, interruptible: false) == nil { _ = giveUp(operation) }
    }
    current = nil
    // Some came with the end of the answer, and nothing else may come to wake the watch.
    deliverNotifications()
    watch()
    return try result.get()
  }

  /// Sends what libpq still holds, reading what arrives meanwhile, so that neither side waits for the other.
  func flush(_ operation: Operation) async throws(DatabaseError) {
    while true {
      switch wire.flush() {
      case .done: return
      case .broken: throw lost()
      case .again: try await pump(operation, [.read, .write])
      }
    }
  }

  /// The next result, or nil at the end of a command's.
  func nextResult(_ operation: Operation) async throws(DatabaseError) -> OpaquePointer? {
    while wire.isBusy { try await pump(operation, .read) }
    if wire.handle == nil { throw lost() }
    return wire.nextResult()
  }

  /// Waits until the socket is ready, and reads it. At the deadline, or when the task is cancelled, asks the server to
  /// give up and goes on reading its answer.
  ///
  /// - Parameter reads: false leaves all unread, for `Wire.word`.
  func pump(
    _ operation: Operation, _ interest: Reactor.Interest, reads: Bool = true
  ) async throws(DatabaseError) {
    guard wire.handle != nil else { throw lost() }
    // Before anybody else may close it.
    let ticket = Reactor.shared.ticket(for: wire.socket)
    let outcome = await operation.wait(ticket, wire.socket, interest)
    guard wire.handle != nil else { throw lost() }
    switch outcome {
    case .ready:
      guard reads else { return }
      guard wire.consumeInput() else { throw lost() }
      deliverNotifications()
    case .deadline:
      if !operation.cancel(.timeout, with: cancelKey) { throw giveUp(operation) }
    case .interrupted:
      if !operation.cancel(.cancelled, with: cancelKey) { throw giveUp(operation) }
    }
  }

  /// The server does not answer a cancel request: the connection is of no more use.
  private func giveUp(_ operation: Operation) -> DatabaseError {
    let reason = operation.reason ?? .timeout
    let what = reason == .timeout ? "timed out" : "was cancelled"
    let error = DatabaseError(
      reason, "the query \(what), and the server did not give it up, so the connection was closed")
    close(error)
    return error
  }

  /// The error of a result that is one; nil if it is none.
  func failure(_ result: OpaquePointer, _ operation: Operation) -> DatabaseError? {
    guard let message = Self.message(of: result) else { return wire.isBroken ? lost() : nil }
    if message.endsSession {
      let error = DatabaseError(.connectionLost, "the connection was lost: \(message.safeMessage)", server: message)
      close(error)
      return error
    }
    var error = DatabaseError(server: message)
    // 57014: query_canceled, which is also what `statement_timeout` gives.
    if message.sqlState == "57014", let reason = operation.reason {
      error.code = reason
      error.message = reason == .timeout ? "the query timed out" : "the query was cancelled"
    }
    return error
  }

  /// A call on a connection that was closed before it.
  static func refused(_ reason: DatabaseError) -> DatabaseError {
    if reason.code == .closed { return reason }
    return DatabaseError(.connectionLost, reason.message, cause: reason, server: reason.server)
  }
}

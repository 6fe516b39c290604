/// What went wrong between this process and PostgreSQL.
///
/// `message` never shows bound values, nor what the server tells in DETAIL or CONTEXT (they quote rows):
/// `verboseDescription` does, for `--verbose`.
package struct DatabaseError: Error, Sendable {
  package enum Code: Hashable, Sendable {
    /// The connection target cannot be understood.
    case invalidTarget
    /// No connection could be made: nobody listens, name unknown, refused, wrong password, no suitable host.
    case connectionFailed
    /// The connection broke. Whether the work in flight was committed is unknown.
    case connectionLost
    /// `close()` was called before or during the call.
    case closed
    /// The deadline passed, and the work in flight was cancelled.
    case timeout
    /// The task, or `cancel()`, cancelled the work.
    case cancelled
    /// The server refused: its SQLSTATE, five characters.
    case sqlState(String)
    /// The server said something that this module did not expect, or was asked something that makes no sense.
    case protocolViolation
    /// A column is not of the type that was asked for.
    case decoding
  }

  package var code: Code
  /// Lower case, no full stop, without data.
  package var message: String
  package var cause: (any Error)?
  package var hint: String?
  /// What the server said, if it said something.
  package var server: ServerMessage?
  /// In a pipeline, the index of the failed call in its list.
  package var callIndex: Int?

  package init(
    _ code: Code, _ message: String, hint: String? = nil, cause: (any Error)? = nil, server: ServerMessage? = nil
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.cause = cause
    self.server = server
  }

  /// The error for what the server refused.
  init(server: ServerMessage) {
    self.init(.sqlState(server.sqlState), server.safeMessage, hint: server.hint, server: server)
  }
}

extension DatabaseError {
  /// The SQLSTATE, also when the connection broke with it; nil if the server said nothing.
  package var sqlState: String? { server?.sqlState }

  /// Nobody answers, or not now: exit status 4. Not for a refused password or an unknown database.
  package var isUnreachable: Bool {
    switch code {
    case .connectionLost: true
    case .connectionFailed: sqlState.map(Self.isPassing) ?? true
    case .sqlState(let state): Self.isPassing(state)
    default: false
    }
  }

  /// The same work may succeed if it is done again, perhaps on a new connection: a lost connection, a serialisation
  /// failure or deadlock, a server that shuts down, starts up, or is full, a lock that was not to be had.
  /// Only the caller knows whether doing it twice is harmless when the connection was lost.
  package var isRetryable: Bool {
    if isUnreachable { return true }
    guard case .sqlState(let state) = code else { return false }
    return state.hasPrefix("40") || state == "55P03"
  }

  /// The server could not do it now, whatever the data: the disk is full, writes are not let in, somebody cancelled it, and
  /// all that is retryable. What was asked for was not done, or the connection was lost.
  package var mayPass: Bool {
    if isRetryable || code == .timeout || code == .cancelled { return true }
    guard case .sqlState(let state) = code else { return false }
    return isReadOnly || ["53", "55", "57", "58"].contains { state.hasPrefix($0) }
  }

  /// The server, or this session, takes no writes: a standby, or a primary that somebody has closed.
  package var isReadOnly: Bool { sqlState == "25006" }

  /// True of the states that pass by themselves: connection exceptions, too many connections, shutting down, starting up.
  private static func isPassing(_ state: String) -> Bool {
    state.hasPrefix("08") || ["53300", "57P01", "57P02", "57P03", "57P05"].contains(state)
  }
}

extension DatabaseError: CustomStringConvertible {
  package var description: String { message }

  /// All there is, data included: DETAIL, CONTEXT, SQLSTATE. For `--verbose` alone.
  package var verboseDescription: String {
    var lines = [server?.message ?? message]
    if let server {
      lines[0] = "\(server.severity.lowercased()): \(server.message) (\(server.sqlState))"
      for (name, value) in server.fields { lines.append("\(name): \(value)") }
    }
    if let hint { lines.append("hint: \(hint)") }
    if let callIndex { lines.append("call: \(callIndex)") }
    if let cause = cause as? DatabaseError {
      lines.append("because: \(cause.verboseDescription)")
    } else if let cause {
      lines.append("because: \(cause)")
    }
    return lines.joined(separator: "\n")
  }
}

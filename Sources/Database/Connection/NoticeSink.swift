import CPostgres
import Synchronization

/// Where libpq leaves what the server says unasked; called on whatever thread reads the socket.
final class NoticeSink: Sendable {
  private let handler: (@Sendable (ServerMessage) -> Void)?
  /// The last message that ended a session: told while it was idle, it is the only cause known of its end.
  private let lastWords = Mutex<ServerMessage?>(nil)

  init(_ handler: (@Sendable (ServerMessage) -> Void)?) { self.handler = handler }

  var fatal: ServerMessage? { lastWords.withLock { $0 } }

  func receive(_ result: OpaquePointer) {
    guard let message = ServerMessage(result: result) else { return }
    if message.endsSession { lastWords.withLock { $0 = message } }
    handler?(message)
  }

  /// Must not outlive `self`: the wire keeps both.
  func attach(to connection: OpaquePointer) {
    _ = PQsetNoticeReceiver(
      connection,
      { argument, result in
        guard let argument, let result else { return }
        Unmanaged<NoticeSink>.fromOpaque(argument).takeUnretainedValue().receive(result)
      }, Unmanaged.passUnretained(self).toOpaque())
  }
}

extension ServerMessage {
  var endsSession: Bool { severity == "FATAL" || severity == "PANIC" }
}

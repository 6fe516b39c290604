import CPostgres

/// The right to cancel what runs on one connection.
///
/// Sendable: libpq made it a copy of its own that no call changes, for use from any thread.
final class CancelKey: @unchecked Sendable {
  private let key: OpaquePointer

  init(_ key: OpaquePointer) { self.key = key }

  deinit { PQfreeCancel(key) }

  /// Asks the server, on a thread of its own since libpq has no other way.
  /// - Returns: what is fulfilled when the server has got it, or cannot be asked.
  func request() -> Promise<Bool> {
    let done = Promise<Bool>()
    let started = BackgroundThread.start {
      var reason = [CChar](repeating: 0, count: 256)
      done.fulfil(PQcancel(self.key, &reason, Int32(reason.count)) == 1)
    }
    if !started { done.fulfil(false) }
    return done
  }
}

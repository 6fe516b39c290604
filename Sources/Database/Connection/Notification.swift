import Synchronization

/// What `NOTIFY` sent.
package struct Notification: Hashable, Sendable {
  package var channel: String
  package var payload: String
  /// The server process that sent it.
  package var processID: Int32

  package init(channel: String, payload: String, processID: Int32) {
    self.channel = channel
    self.payload = payload
    self.processID = processID
  }
}

/// The notifications of one connection, in order, for one consumer. Equal ones that nobody has read yet come once; of
/// more than `limit`, the oldest are dropped (see `dropped`): a notification is a hint to look. Ends with the connection.
package final class NotificationStream: AsyncSequence, Sendable {
  package static let limit = 4096

  private struct State {
    var pending: [Notification] = []
    var known: Set<Hint> = []
    var dropped = 0
    var isOver = false
    var arrival = Promise<Void>()
  }

  private struct Hint: Hashable {
    var channel: String
    var payload: String
  }

  private let state = Mutex(State())

  /// How many were dropped because nobody read them.
  package var dropped: Int { state.withLock { $0.dropped } }

  func push(_ notification: Notification) {
    let arrival = state.withLock { state in
      let hint = Hint(channel: notification.channel, payload: notification.payload)
      guard state.known.insert(hint).inserted else { return state.arrival }
      state.pending.append(notification)
      if state.pending.count > Self.limit {
        let oldest = state.pending.removeFirst()
        state.known.remove(Hint(channel: oldest.channel, payload: oldest.payload))
        state.dropped += 1
      }
      return state.arrival
    }
    arrival.fulfil(())
  }

  func finish() {
    let arrival = state.withLock { state in
      state.isOver = true
      return state.arrival
    }
    arrival.fulfil(())
  }

  package func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

  package struct Iterator: AsyncIteratorProtocol {
    fileprivate let stream: NotificationStream
    private var ready: ArraySlice<Notification> = []

    fileprivate init(stream: NotificationStream) { self.stream = stream }

    /// Nil when the connection or the task is over.
    package mutating func next() async -> Notification? {
      while ready.isEmpty {
        let (batch, isOver, arrival) = stream.take()
        ready = batch
        guard batch.isEmpty else { break }
        if isOver || Task.isCancelled { return nil }
        _ = await arrival.wait()
      }
      return ready.popFirst()
    }
  }

  private func take() -> (ArraySlice<Notification>, Bool, Promise<Void>) {
    state.withLock { state in
      defer {
        state.pending = []
        state.known = []
      }
      if state.arrival.value != nil, !state.isOver { state.arrival = Promise() }
      return (state.pending[...], state.isOver, state.arrival)
    }
  }
}

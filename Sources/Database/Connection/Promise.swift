import Synchronization

/// A value that one side gives once and any number of tasks wait for.
final class Promise<Value: Sendable>: Sendable {
  private struct State {
    var value: Value?
    var waiters: [Reactor.Ticket] = []
  }

  private let state = Mutex(State())

  /// Nil until it is given.
  var value: Value? { state.withLock { $0.value } }

  /// Only the first value counts.
  /// - Returns: whether this was the first.
  @discardableResult
  func fulfil(_ value: Value) -> Bool {
    let waiters: [Reactor.Ticket]? = state.withLock { state in
      guard state.value == nil else { return nil }
      state.value = value
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters ?? [] { Reactor.shared.finish(waiter, .ready) }
    return waiters != nil
  }

  /// - Returns: nil at the deadline, or when the task is cancelled and `interruptible`.
  func wait(until deadline: ContinuousClock.Instant? = nil, interruptible: Bool = true) async -> Value? {
    let ticket = Reactor.shared.ticket()
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        Reactor.shared.start(ticket, until: deadline) { _ in continuation.resume() }
        let isOver = state.withLock { state in
          if state.value == nil { state.waiters.append(ticket) }
          return state.value != nil
        }
        if isOver || (interruptible && Task.isCancelled) { Reactor.shared.finish(ticket, .ready) }
      }
    } onCancel: {
      if interruptible { Reactor.shared.finish(ticket, .interrupted) }
    }
    return state.withLock { state in
      state.waiters.removeAll { $0 == ticket }
      return state.value
    }
  }
}

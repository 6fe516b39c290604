import Synchronization

/// Lets at most so many through at a time, first come, first served.
final class Turnstile: Sendable {
  private struct Waiter {
    var number: UInt64
    var ticket: Reactor.Ticket
  }

  private struct State {
    var free: Int
    var waiters: [Waiter] = []
    var lastNumber: UInt64 = 0
    /// Those who were handed a place while they slept.
    var admitted: Set<UInt64> = []
  }

  private let state: Mutex<State>

  init(places: Int = 1) { state = Mutex(State(free: places)) }

  var waiting: Int { state.withLock { $0.waiters.count } }

  /// Everybody who is in must call `leave()`.
  /// - Returns: false if the deadline passed, or the task was cancelled while it waited and is `interruptible`.
  func enter(until deadline: ContinuousClock.Instant?, interruptible: Bool = true) async -> Bool {
    let number: UInt64? = state.withLock { state in
      if state.free > 0, state.waiters.isEmpty {
        state.free -= 1
        return nil
      }
      state.lastNumber += 1
      return state.lastNumber
    }
    guard let number else { return true }
    let ticket = Reactor.shared.ticket()
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        Reactor.shared.start(ticket, until: deadline) { _ in continuation.resume() }
        let isIn = state.withLock { state in
          guard state.free > 0 else {
            state.waiters.append(Waiter(number: number, ticket: ticket))
            return false
          }
          // Somebody left between the two locks.
          state.free -= 1
          state.admitted.insert(number)
          return true
        }
        if isIn || (interruptible && Task.isCancelled) { Reactor.shared.finish(ticket, .ready) }
      }
    } onCancel: {
      if interruptible { Reactor.shared.finish(ticket, .interrupted) }
    }
    return state.withLock { state in
      if state.admitted.remove(number) != nil { return true }
      state.waiters.removeAll { $0.number == number }
      return false
    }
  }

  /// Hands the place to the one who waits longest.
  func leave() {
    let next: Reactor.Ticket? = state.withLock { state in
      guard !state.waiters.isEmpty else {
        state.free += 1
        return nil
      }
      let waiter = state.waiters.removeFirst()
      state.admitted.insert(waiter.number)
      return waiter.ticket
    }
    if let next { Reactor.shared.finish(next, .ready) }
  }
}

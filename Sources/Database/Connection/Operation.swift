import Synchronization

/// One call's hold on the connection: its deadline, and how far cancelling it has got.
final class Operation: Sendable {
  private struct State {
    var deadline: ContinuousClock.Instant?
    /// Why it is to end early; nil: it is not.
    var reason: DatabaseError.Code?
    /// When the server has had its chance.
    var graceEnd: ContinuousClock.Instant?
    var request: Promise<Bool>?
    var wait: Reactor.Ticket?
    var isInterrupted = false
  }

  private let state: Mutex<State>
  /// A cancelled task cancels it. Not so for a rollback.
  let isInterruptible: Bool

  init(until deadline: ContinuousClock.Instant?, isInterruptible: Bool = true) {
    state = Mutex(State(deadline: deadline))
    self.isInterruptible = isInterruptible
  }

  var deadline: ContinuousClock.Instant? { state.withLock { $0.deadline } }
  /// Why it was cancelled; nil if it was not.
  var reason: DatabaseError.Code? { state.withLock { $0.reason } }
  var request: Promise<Bool>? { state.withLock { $0.request } }
  var graceEnd: ContinuousClock.Instant? { state.withLock { $0.graceEnd } }

  /// Why it has to end now, if it has to: for the times when it does not wait for the socket.
  var verdict: DatabaseError? {
    if isInterruptible, Task.isCancelled { return DatabaseError(.cancelled, "the query was cancelled") }
    return state.withLock { state in
      if state.isInterrupted || state.reason == .cancelled {
        return DatabaseError(.cancelled, "the query was cancelled")
      }
      guard state.reason == .timeout || state.deadline.map({ $0 <= .now }) == true else { return nil }
      return DatabaseError(.timeout, "the query timed out")
    }
  }

  /// Cancels it, from anywhere.
  func interrupt() {
    let wait = state.withLock { state in
      state.isInterrupted = true
      return state.wait
    }
    if let wait { Reactor.shared.finish(wait, .interrupted) }
  }

  /// Waits for the socket, or for what ends the call early. The ticket is for that socket.
  func wait(_ ticket: Reactor.Ticket, _ socket: Int32, _ interest: Reactor.Interest) async -> Reactor.Outcome {
    let (limit, isCancelling) = state.withLock { state in
      state.wait = ticket
      // While it is being cancelled: again now and then, for a request may come before the query that it is meant for.
      let again = ContinuousClock.now + .milliseconds(250)
      return (state.graceEnd.map { min($0, again) } ?? state.deadline, state.reason != nil)
    }
    let isInterruptible = isInterruptible && !isCancelling
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        Reactor.shared.start(ticket, socket, interest, until: limit) { continuation.resume(returning: $0) }
        let isInterrupted = !isCancelling && state.withLock { $0.isInterrupted }
        if isInterrupted || (isInterruptible && Task.isCancelled) { Reactor.shared.finish(ticket, .interrupted) }
      }
    } onCancel: {
      if isInterruptible { Reactor.shared.finish(ticket, .interrupted) }
    }
    state.withLock { $0.wait = nil }
    return outcome
  }

  /// Asks the server to give up, unless a request is on its way.
  /// - Returns: false if it had its chance.
  func cancel(_ reason: DatabaseError.Code, with key: CancelKey?) -> Bool {
    let now = ContinuousClock.now
    return state.withLock { state in
      if state.reason == nil {
        state.reason = reason
        state.graceEnd = now + Connection.cancelGrace
      }
      if let end = state.graceEnd, now >= end { return false }
      if state.request == nil || state.request?.value != nil { state.request = key?.request() }
      return true
    }
  }
}

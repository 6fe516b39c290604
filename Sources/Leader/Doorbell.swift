import Synchronization

/// Lets one task wait, for a bounded time, until another one rings. A ring while nobody waits is kept.
package final class Doorbell: Sendable {
  private struct State {
    var isRung = false
    var waiter: (number: Int, continuation: CheckedContinuation<Void, Never>)?
    var lastNumber = 0
  }

  private let state = Mutex(State())

  package init() {}

  package func ring() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard let waiter = state.waiter else {
        state.isRung = true
        return nil
      }
      state.waiter = nil
      return waiter.continuation
    }
    waiter?.resume()
  }

  /// Returns at the next ring (at once if it was rung since the last wait), after `limit`, or when the task is cancelled.
  package func wait(atMost limit: Duration) async {
    guard limit > .zero, !Task.isCancelled else {
      state.withLock { $0.isRung = false }
      return
    }
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    let alarm = Task {
      try await Task.sleep(for: limit)
      release(number)
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isRung = state.withLock { state in
          defer { state.isRung = false }
          if !state.isRung { state.waiter = (number, continuation) }
          return state.isRung
        }
        if isRung || Task.isCancelled {
          isRung ? continuation.resume() : release(number)
        }
      }
    } onCancel: {
      release(number)
    }
    alarm.cancel()
  }

  /// Ends the wait of that number, if it still goes on.
  private func release(_ number: Int) {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard let waiter = state.waiter, waiter.number == number else { return nil }
      state.waiter = nil
      return waiter.continuation
    }
    waiter?.resume()
  }
}

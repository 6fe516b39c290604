import Synchronization

/// Lets one task wait, for a bounded time, until another one rings. A ring while nobody waits is kept.
package final class Doorbell: Sendable {
  private struct State {
    var isRung = false
    var waiter: (number: Int, continuation: CheckedContinuation<Bool, Never>)?
    var lastNumber = 0
  }

  private let state = Mutex(State())

  package init() {}

  package func ring() {
    let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      guard let waiter = state.waiter else {
        state.isRung = true
        return nil
      }
      state.waiter = nil
      return waiter.continuation
    }
    waiter?.resume(returning: true)
  }

  /// Returns at the next ring (at once if it was rung since the last wait), after `limit`, or when the task is cancelled.
  /// True if it was a ring. For one task at a time.
  @discardableResult
  package func wait(atMost limit: Duration) async -> Bool {
    guard limit > .zero, !Task.isCancelled else {
      return state.withLock { state in
        defer { state.isRung = false }
        return state.isRung
      }
    }
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    let alarm = Task {
      try await Task.sleep(for: limit)
      release(number)
    }
    defer { alarm.cancel() }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isRung = state.withLock { state in
          precondition(state.waiter == nil, "two tasks wait for one doorbell")
          defer { state.isRung = false }
          if !state.isRung { state.waiter = (number, continuation) }
          return state.isRung
        }
        if isRung {
          continuation.resume(returning: true)
        } else if Task.isCancelled {
          release(number)
        }
      }
    } onCancel: {
      release(number)
    }
  }

  /// Ends the wait of that number, if it still goes on.
  private func release(_ number: Int) {
    let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      guard let waiter = state.waiter, waiter.number == number else { return nil }
      state.waiter = nil
      return waiter.continuation
    }
    waiter?.resume(returning: false)
  }
}

import Synchronization

/// Lets one task wait, for a bounded time, until another one rings. A ring while nobody waits is kept.
package final class Doorbell: Sendable {
  private struct State {
    var isRung = false
    var waiter: (number: Int, deadline: ContinuousClock.Instant, continuation: CheckedContinuation<Bool, Never>)?
    var lastNumber = 0
    /// When alarms go off; one serves any number of waits, for most end sooner.
    var alarms: [ContinuousClock.Instant] = []
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
  package func wait(atMost limit: Duration) async -> Bool { await wait(until: .now + limit) }

  /// The same with a time at which it returns: waits that share one share its alarm.
  @discardableResult
  package func wait(until deadline: ContinuousClock.Instant) async -> Bool {
    guard deadline > .now, !Task.isCancelled else {
      return state.withLock { state in
        defer { state.isRung = false }
        return state.isRung
      }
    }
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isRung = state.withLock { state in
          precondition(state.waiter == nil, "two tasks wait for one doorbell")
          defer { state.isRung = false }
          if !state.isRung { state.waiter = (number, deadline, continuation) }
          return state.isRung
        }
        if !isRung { setAlarm(deadline) }
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

  /// Makes sure that an alarm goes off at that time, or before.
  private func setAlarm(_ deadline: ContinuousClock.Instant) {
    let isSet = state.withLock { state in
      if state.alarms.contains(where: { $0 <= deadline }) { return true }
      state.alarms.append(deadline)
      return false
    }
    guard !isSet else { return }
    Task { [weak self] in
      try? await Task.sleep(until: deadline, clock: .continuous)
      self?.soundAlarm(deadline)
    }
  }

  private func soundAlarm(_ time: ContinuousClock.Instant) {
    let now = ContinuousClock.now
    let (due, next) = state.withLock { state in
      state.alarms.removeAll { $0 == time }
      guard let waiter = state.waiter else { return (nil as Int?, nil as ContinuousClock.Instant?) }
      return waiter.deadline <= now ? (waiter.number, nil) : (nil, waiter.deadline)
    }
    if let due { release(due) }
    if let next { setAlarm(next) }
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

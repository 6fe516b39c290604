import Glibc
import Synchronization

/// What has become of a child, for any number of tasks that wait for it.
final class Outcome: Sendable {
  private enum State {
    /// Not spawned yet; it is to be stopped that way at once.
    case starting(stops: [Teardown?])
    case running(pid_t)
    case ended(pid_t, ChildResult)
    case failed(ChildProcessError)

    func has(_ event: Event) -> Bool {
      switch self {
      case .starting: false
      case .running: event == .start
      case .ended, .failed: true
      }
    }
  }

  private enum Event { case start, end }

  private struct Waiting {
    var state = State.starting(stops: [])
    var waiters: [(event: Event, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let waiting = Mutex(Waiting())

  /// Nil as long as there is no process.
  var processID: pid_t? {
    waiting.withLock { waiting in
      switch waiting.state {
      case .running(let processID), .ended(let processID, _): processID
      case .starting, .failed: nil
      }
    }
  }

  // MARK: for those who wait

  /// Waits until the process is there.
  func started() async throws(ChildProcessError) {
    await wait(for: .start)
    if case .failed(let error) = waiting.withLock(\.state) { throw error }
  }

  /// Waits until it has ended.
  func value() async throws(ChildProcessError) -> ChildResult {
    await wait(for: .end)
    switch waiting.withLock(\.state) {
    case .ended(_, let result): return result
    case .failed(let error): throw error
    case .starting, .running: preconditionFailure("it was waited for")
    }
  }

  private func wait(for event: Event) async {
    if waiting.withLock({ $0.state.has(event) }) { return }
    await withCheckedContinuation { continuation in
      let isOver = waiting.withLock { waiting in
        if waiting.state.has(event) { return true }
        waiting.waiters.append((event, continuation))
        return false
      }
      if isOver { continuation.resume() }
    }
  }

  /// - Returns: whether that will be done when there is a process.
  func stopsLater(_ teardown: Teardown?) -> Bool {
    waiting.withLock { waiting in
      guard case .starting(let stops) = waiting.state else { return false }
      waiting.state = .starting(stops: stops + [teardown])
      return true
    }
  }

  // MARK: for those who know

  /// - Returns: how it was to be stopped before it was there.
  func start(_ processID: pid_t) -> [Teardown?] {
    move { state in
      guard case .starting(let stops) = state else { return [] }
      state = .running(processID)
      return stops
    }
  }

  func fail(_ error: ChildProcessError) {
    move { $0 = .failed(error) }
  }

  func end(_ processID: pid_t, _ result: ChildResult) {
    move { $0 = .ended(processID, result) }
  }

  private func move<Result>(_ change: (inout State) -> Result) -> Result {
    let (result, ready) = waiting.withLock { waiting in
      let result = change(&waiting.state)
      let ready = waiting.waiters.filter { waiting.state.has($0.event) }
      waiting.waiters.removeAll { waiting.state.has($0.event) }
      return (result, ready)
    }
    for waiter in ready { waiter.continuation.resume() }
    return result
  }
}

import Synchronization

/// A child's result, once it is there, for any number of tasks that wait for it.
final class Outcome: Sendable {
  private enum State {
    case pending([CheckedContinuation<ChildResult, Never>])
    case done(ChildResult)
  }

  private let state = Mutex(State.pending([]))

  func value() async -> ChildResult {
    await withCheckedContinuation { continuation in
      let result: ChildResult? = state.withLock { state in
        switch state {
        case .done(let result):
          return result
        case .pending(let waiting):
          state = .pending(waiting + [continuation])
          return nil
        }
      }
      if let result { continuation.resume(returning: result) }
    }
  }

  func set(_ result: ChildResult) {
    let waiting = state.withLock { state -> [CheckedContinuation<ChildResult, Never>] in
      guard case .pending(let waiting) = state else { return [] }
      state = .done(result)
      return waiting
    }
    for continuation in waiting { continuation.resume(returning: result) }
  }
}

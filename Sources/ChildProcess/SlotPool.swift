import CProcess
import Synchronization

/// Which slots of the table of children are free.
final class SlotPool: Sendable {
  private struct State {
    var free: [Int32] = []
    var fresh: Int32 = 0
  }

  private let state = Mutex(State())

  /// - Returns: nil if all are taken.
  func take() -> Int32? {
    state.withLock { state in
      if let slot = state.free.popLast() { return slot }
      guard state.fresh < HATCHET_TABLE_SLOTS else { return nil }
      state.fresh += 1
      return state.fresh - 1
    }
  }

  func give(_ slot: Int32) {
    state.withLock { $0.free.append(slot) }
  }
}

import Leader
import Store
import Synchronization

/// Attempts that ended under a leader elsewhere, on their way to the log: batches by back-pressure, each kept until it is
/// committed.
final class ReportOutbox: Sendable {
  private struct State {
    var rows: [AttemptRow] = []
    var inFlight = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let doorbell = Doorbell()

  func append(_ row: AttemptRow) {
    state.withLock { $0.rows.append(row) }
    doorbell.ring()
  }

  /// Returns when all that was handed in is committed, or the outbox is closed.
  func flush() async {
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state in
        if state.isClosed || (state.rows.isEmpty && state.inFlight == 0) { return true }
        state.waiters.append(continuation)
        return false
      }
      if isDone { continuation.resume() }
    }
  }

  /// Commits by `store`, which retries by itself, until the task is cancelled.
  func run(_ store: @Sendable ([AttemptRow]) async -> Bool) async {
    while !Task.isCancelled {
      let batch = state.withLock { state in
        defer { state.rows = [] }
        state.inFlight = state.rows.count
        return state.rows
      }
      if batch.isEmpty {
        await doorbell.wait(atMost: .seconds(60))
      } else if await !store(batch) {
        state.withLock { $0.rows = batch + $0.rows }
      }
      settle()
    }
    state.withLock { $0.isClosed = true }
    settle()
  }

  private func settle() {
    let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      state.inFlight = 0
      guard state.isClosed || state.rows.isEmpty else { return [] }
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}

import Synchronization

/// What runs at the moment, so that Ctrl-C finds it from another thread.
final class Running: Sendable {
  private let task = Mutex<Task<Int32, Never>?>(nil)

  /// Runs `body` in a task that `cancel` reaches.
  func run(_ body: @escaping @Sendable () async -> Int32) async -> Int32 {
    // Under the lock: a Ctrl-C right after the start waits for the task to be known.
    let fresh = task.withLock { task in
      let fresh = Task { await body() }
      task = fresh
      return fresh
    }
    defer { task.withLock { $0 = nil } }
    return await withTaskCancellationHandler {
      await fresh.value
    } onCancel: {
      fresh.cancel()
    }
  }

  /// Does nothing if nothing runs.
  func cancel(after notice: () -> Void) {
    guard let current = task.withLock({ $0 }) else { return }
    notice()
    current.cancel()
  }
}

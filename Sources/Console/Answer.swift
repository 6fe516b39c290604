import Arguments
import Dispatch
import Synchronization

/// What a task finds out for a thread that waits.
final class Answer: Sendable {
  private let value = Mutex<Completion?>(nil)
  private let given = DispatchSemaphore(value: 0)

  func give(_ completion: Completion?) {
    value.withLock { $0 = completion }
    given.signal()
  }

  /// Blocks. Nil if it takes too long.
  func wait(_ patience: Duration) -> Completion? {
    let milliseconds = Int(patience / .milliseconds(1))
    guard given.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else { return nil }
    return value.withLock { $0 }
  }
}

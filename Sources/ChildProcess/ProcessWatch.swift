import CProcess
import Glibc

/// A process that need not be a child: to signal it, and to wait for its end, without mistaking another one for it
/// that was given its number later.
package final class ProcessWatch: Sendable {
  package let processID: Int32
  private let descriptor: Int32

  /// - Returns: nil if there is no such process.
  package init?(processID: Int32) {
    var opened: Int32 = -1
    guard processID > 0, hatchet_pidfd_open(processID, &opened) == 0 else { return nil }
    self.processID = processID
    self.descriptor = opened
  }

  deinit {
    close(descriptor)
  }

  package var hasEnded: Bool {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&poll, 1, 0) == 1
  }

  /// - Returns: false if the process has ended, or is not ours to signal.
  @discardableResult
  package func signal(_ signal: Signal) -> Bool {
    hatchet_pidfd_send_signal(descriptor, signal.rawValue) == 0
  }

  /// Waits without blocking a thread. The cancellation of the task does not cut the wait short: `limit` does.
  /// - Returns: whether it has ended.
  package func waitForEnd(within limit: Duration) async -> Bool {
    if hasEnded { return true }
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { return false }
    let due = ContinuousClock.now + limit
    return await withCheckedContinuation { continuation in
      Reactor.shared.post(.watch(Reactor.Watcher(descriptor: PolledDescriptor(copy), due: due, waiter: continuation)))
    }
  }
}

extension Reactor {
  struct Watcher: Sendable {
    var descriptor: PolledDescriptor
    var due: ContinuousClock.Instant
    var waiter: CheckedContinuation<Bool, Never>
  }

  func add(_ watcher: Watcher) {
    var watcher = watcher
    let id = makeID()
    watcher.descriptor.register(with: poll, key: id << 2, for: EPOLLIN)
    timers.set(.watch(id), due: watcher.due)
    watchers[id] = watcher
  }

  /// - Returns: false if it is nobody's id.
  @discardableResult
  func finishWatch(_ id: UInt64, ended: Bool) -> Bool {
    guard var watcher = watchers.removeValue(forKey: id) else { return false }
    timers.remove(.watch(id))
    watcher.descriptor.close()
    watcher.waiter.resume(returning: ended)
    return true
  }
}

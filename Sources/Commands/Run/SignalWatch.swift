import ChildProcess
import Glibc
import Synchronization

/// The signals that ask a worker to leave, one after the other, instead of its death.
///
/// The third dies at once, whatever the rest of the program does. A signal that was ignored when the program started stays
/// ignored: `nohup` means it.
final class SignalWatch: Sendable {
  /// Of the process: a signal handler can reach nothing else.
  private static let pipeEnd = Atomic<Int32>(-1)
  private static let meant = [SIGINT, SIGTERM, SIGHUP]

  let signals: AsyncStream<Int32>
  private let first = Atomic<Int32>(0)
  private let continuation: AsyncStream<Int32>.Continuation

  /// The first signal that came; nil if none did.
  var received: Int32? {
    let number = first.load(ordering: .acquiring)
    return number == 0 ? nil : number
  }

  /// One at a time, for as long as the process lives. Nil if the system has no pipe left.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (signals, continuation) = AsyncStream.makeStream(of: Int32.self)
    Self.pipeEnd.store(ends[1], ordering: .releasing)
    let reader = ends[0]
    SystemThread.start("hatchet signals") { [weak self] in
      var count = 0
      var byte: UInt8 = 0
      while true {
        let got = read(reader, &byte, 1)
        if got < 0, errno == EINTR { continue }
        guard got == 1 else { return }
        count += 1
        if count > 2 { _exit(128 + Int32(byte)) }
        self?.take(Int32(byte))
      }
    }
    for number in Self.meant { Self.catchSignal(number) }
  }

  private func take(_ number: Int32) {
    _ = first.compareExchange(expected: 0, desired: number, ordering: .acquiringAndReleasing)
    continuation.yield(number)
  }

  private static func catchSignal(_ number: Int32) {
    var present = sigaction()
    guard sigaction(number, nil, &present) == 0 else { return }
    if unsafeBitCast(present.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
      return
    }
    var action = sigaction()
    action.sa_flags = SA_RESTART
    action.__sigaction_handler.sa_handler = { number in
      let saved = errno
      var byte = UInt8(truncatingIfNeeded: number)
      _ = write(SignalWatch.pipeEnd.load(ordering: .relaxed), &byte, 1)
      errno = saved
    }
    sigaction(number, &action, nil)
  }
}

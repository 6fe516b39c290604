import Glibc
import Synchronization

/// How tasks and signal handlers reach the terminal's thread, which sleeps in `poll`: a queue, and a pipe that wakes it.
final class Mailbox: Sendable {
  /// Readable when something has come: 0 for a request, else the number of a signal.
  let reading: Int32
  /// Does not block: a full pipe wakes as well as one byte more.
  let writing: Int32
  private let requests = Mutex<[TerminalSource.Request]>([])

  init?() {
    var ends: [Int32] = [-1, -1]
    // A pipe with two directions: unlike `pipe`, it closes on exec from the first.
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    guard socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0 else { return nil }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    close(reading)
    close(writing)
  }

  func post(_ request: TerminalSource.Request) {
    requests.withLock { $0.append(request) }
    var byte: UInt8 = 0
    _ = write(writing, &byte, 1)
  }

  /// The signals that have come since the last call. Does not block.
  func takeSignals() -> [Int32] {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(reading, &bytes, bytes.count)
    return bytes.prefix(max(0, count)).filter { $0 != 0 }.map(Int32.init)
  }

  func takeRequests() -> [TerminalSource.Request] {
    requests.withLock { requests in
      defer { requests = [] }
      return requests
    }
  }
}

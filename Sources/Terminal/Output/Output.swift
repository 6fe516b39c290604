import Glibc
import Synchronization

/// Where text for people or programs goes: a file descriptor, or memory in tests. Buffered; safe to use from any task.
///
/// Writing waits as long as the reader is slow: a command does so on its main path, never a task of a worker. The process must
/// ignore SIGPIPE (`Output.ignoreBrokenPipes()`, once, in main), so that a reader that left is an error, not a death.
package final class Output: Sendable {
  package enum Buffering: Sendable {
    /// Written when 64 kB have come together, and by `flush`.
    case full
    /// Written with each call: stderr, and what is followed live.
    case none
  }

  private enum Sink: Sendable {
    case descriptor(Int32)
    case memory
  }

  private let sink: Sink
  private let buffering: Buffering
  private let buffer = Mutex<[UInt8]>([])
  private static let limit = 65_536

  /// - Parameter descriptor: stays the caller's; it is not closed.
  package init(descriptor: Int32, buffering: Buffering = .full) {
    sink = .descriptor(descriptor)
    self.buffering = buffering
  }

  /// Keeps everything, for tests and for text that is to be measured first.
  package init() {
    sink = .memory
    buffering = .full
  }

  package func write(_ text: String) throws(TerminalError) { try write(bytes: text.utf8) }

  package func writeLine(_ text: String = "") throws(TerminalError) {
    try write(bytes: Array(text.utf8) + [0x0A])
  }

  package func write(bytes: some Sequence<UInt8>) throws(TerminalError) {
    try buffer.withLock { (buffer: inout [UInt8]) throws(TerminalError) in
      buffer.append(contentsOf: bytes)
      if buffering == .none || buffer.count >= Output.limit { try drain(&buffer) }
    }
  }

  /// Writes out what is buffered. Call it once more at the end, and look at the error: a full disk shows only here.
  package func flush() throws(TerminalError) {
    try buffer.withLock { (buffer: inout [UInt8]) throws(TerminalError) in try drain(&buffer) }
  }

  /// What was written to memory so far; for a descriptor, what is not yet flushed.
  package var contents: String { buffer.withLock { String(decoding: $0, as: UTF8.self) } }

  package static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  private func drain(_ buffer: inout [UInt8]) throws(TerminalError) {
    guard case .descriptor(let descriptor) = sink, !buffer.isEmpty else { return }
    var written = 0
    var failure: Int32?
    buffer.withUnsafeBytes { bytes in
      while written < bytes.count, failure == nil {
        let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
        if count >= 0 {
          written += count
        } else if errno == EAGAIN {
          // Somebody has made the terminal non-blocking (ssh does): wait until it takes more.
          var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&wait, 1, -1)
        } else if errno != EINTR {
          failure = errno
        }
      }
    }
    buffer.removeAll(keepingCapacity: true)
    guard let failure else { return }
    if failure == EPIPE { throw TerminalError(code: .brokenPipe, message: "unable to write: the reader is gone") }
    throw TerminalError(
      code: .writeFailed, message: "unable to write output", cause: String(cString: strerror(failure)))
  }
}

import Glibc

/// The end that this process reads of a child's standard output or error, and what becomes of what comes out of it.
///
/// Only the reactor's thread touches it.
final class OutputPipe {
  enum Sink {
    case collect(limit: Int)
    case lines(LineSplitter, LogLimiter, ChildLines)
    /// The reader of the lines does not know yet.
    case closed(ChildLines)
  }

  enum Progress {
    /// Nothing more to read at present.
    case dry
    /// The turn is over, and there may be more.
    case more
    /// The reader of the lines is behind.
    case full
    /// More than the limit was collected.
    case tooLarge
    case closed
  }

  var descriptor: PolledDescriptor
  private var sink: Sink
  private(set) var collected: [UInt8] = []

  init(descriptor: Int32, sink: Sink) {
    self.descriptor = PolledDescriptor(descriptor)
    self.sink = sink
  }

  var isOpen: Bool { descriptor.isOpen }

  /// Reads what there is, at most `budget` bytes or a little more.
  /// - Parameter evenIfFull: read on although the reader of the lines is behind.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, budget: Int, evenIfFull: Bool, since started: ContinuousClock.Instant
  ) -> Progress {
    var total = 0
    while isOpen {
      let count = Glibc.read(descriptor.number, buffer.baseAddress, buffer.count)
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN { return .dry }
        return .closed
      }
      if count == 0 { return .closed }
      total += count
      let progress = take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), since: started)
      if progress == .tooLarge || (progress == .full && !evenIfFull) { return progress }
      // A short read has emptied the pipe: no need to be told so by another call. (The end of file will be polled.)
      if count < buffer.count && !evenIfFull { return .dry }
      if total >= budget { return .more }
    }
    return .closed
  }

  /// Hands on what is left.
  func close(since started: ContinuousClock.Instant) {
    guard isOpen else { return }
    descriptor.close()
    guard case .lines(var splitter, var limiter, let lines) = sink else { return }
    let elapsed = started.duration(to: .now)
    let last = limiter.append(splitter.finish(elapsed: elapsed)) + limiter.finish(elapsed: elapsed)
    _ = lines.append(last)
    sink = .closed(lines)
  }

  /// Tells the reader of the lines that there are no more, once.
  func end() {
    guard case .closed(let lines) = sink else { return }
    lines.end()
    sink = .collect(limit: 0)
  }

  private func take(_ bytes: UnsafeRawBufferPointer, since started: ContinuousClock.Instant) -> Progress {
    switch sink {
    case .collect(let limit):
      let room = limit - collected.count
      collected += bytes.prefix(room)
      return bytes.count > room ? .tooLarge : .more
    case .lines(var splitter, var limiter, let lines):
      sink = .collect(limit: 0)  // let go of the buffers, or they are copied on each write
      let cut = splitter.append(bytes, elapsed: started.duration(to: .now))
      let room = lines.append(limiter.append(cut))
      sink = .lines(splitter, limiter, lines)
      return room ? .more : .full
    case .closed:
      return .closed
    }
  }
}

import Glibc

/// Cuts a stream of bytes into lines: at LF, at CRs with an LF behind them, and at CRs alone, so that a progress bar
/// gives a line per step.
///
/// Every byte but line ends comes out exactly once and in order. CRs alone behind nothing (a progress bar may start
/// with one) end no line; an empty line that LF ends is a line.
package struct LineSplitter: Sendable {
  private static let lineFeed: UInt8 = 10
  private static let carriageReturn: UInt8 = 13

  /// The longest line, or piece of one.
  private let limit: Int
  private var pending: [UInt8] = []
  /// The last byte was a CR, whose meaning the next one tells.
  private var afterReturn = false
  /// A piece of the present line is out already.
  private var isContinuing = false

  /// - Parameter limit: in bytes, at least 4.
  package init(limit: Int) {
    self.limit = max(4, limit)
  }

  /// The lines that end in `bytes`, and pieces of one that is too long.
  package mutating func append(_ bytes: UnsafeRawBufferPointer, elapsed: Duration) -> [LogLine] {
    var lines: [LogLine] = []
    var at = 0
    while at < bytes.count {
      if afterReturn {
        if bytes[at] == Self.carriageReturn {
          at += 1
          continue
        }
        afterReturn = false
        let isOneEnd = bytes[at] == Self.lineFeed
        finishLine(into: &lines, elapsed: elapsed, evenEmpty: isOneEnd)
        if isOneEnd {
          at += 1
          continue
        }
      }
      let feed = find(Self.lineFeed, in: bytes, at..<bytes.count)
      let end = find(Self.carriageReturn, in: bytes, at..<(feed ?? bytes.count)) ?? feed
      take(UnsafeRawBufferPointer(rebasing: bytes[at..<(end ?? bytes.count)]), into: &lines, elapsed: elapsed)
      guard let end else { break }
      if end == feed {
        finishLine(into: &lines, elapsed: elapsed, evenEmpty: true)
      } else {
        afterReturn = true
      }
      at = end + 1
    }
    return lines
  }

  private func find(_ byte: UInt8, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
    guard let base = bytes.baseAddress, let found = memchr(base + range.lowerBound, Int32(byte), range.count) else {
      return nil
    }
    return UnsafeRawPointer(found) - base
  }

  /// The last line, if it lacks its end.
  package mutating func finish(elapsed: Duration) -> [LogLine] {
    var lines: [LogLine] = []
    finishLine(into: &lines, elapsed: elapsed, evenEmpty: false)
    afterReturn = false
    return lines
  }

  private mutating func take(_ bytes: UnsafeRawBufferPointer, into lines: inout [LogLine], elapsed: Duration) {
    var at = 0
    while pending.count + bytes.count - at > limit {
      let room = limit - pending.count
      pending += bytes[at..<(at + room)]
      at += room
      let cut = pending.count - tornLength()
      lines.append(LogLine(bytes: Array(pending[..<cut]), kind: .continued, elapsed: elapsed))
      pending.removeFirst(cut)
      isContinuing = true
    }
    pending += bytes[at...]
  }

  /// How many bytes at the end of `pending` start a UTF-8 character that is not complete.
  private func tornLength() -> Int {
    for back in 1...3 where back < pending.count {
      let byte = pending[pending.count - back]
      if byte < 0x80 { return 0 }
      if byte < 0xc0 { continue }
      let needed = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
      return needed > back ? back : 0
    }
    return 0
  }

  private mutating func finishLine(into lines: inout [LogLine], elapsed: Duration, evenEmpty: Bool) {
    // A line that was cut exactly at its end has nothing left to say, but the last piece must not be "continued" by
    // the next line.
    if evenEmpty || !pending.isEmpty || isContinuing {
      lines.append(LogLine(bytes: pending, elapsed: elapsed))
    }
    pending = []
    isContinuing = false
  }
}

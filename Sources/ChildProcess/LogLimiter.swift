/// Keeps the head and the tail of a stream of lines, and counts what it drops between them.
///
/// What comes out, in order: lines of at most `limit.head` bytes as they come; when the stream ends, if anything was
/// dropped, one marker; then the last lines, at most `limit.tail` bytes. A line counts one byte for its end.
/// Nothing is dropped from a stream of at most `head + tail` bytes, but for a line that lies across the middle.
package struct LogLimiter: Sendable {
  private let limit: LogLimit
  private var headBytes = 0
  private var headIsFull = false
  /// A queue: lines before `tailStart` are gone.
  private var tail: [LogLine] = []
  private var tailStart = 0
  private var tailBytes = 0

  /// How many lines were dropped so far; a piece of a long line counts as one.
  package private(set) var droppedLines = 0
  package private(set) var droppedBytes = 0

  package init(_ limit: LogLimit) {
    self.limit = limit
  }

  /// The lines that may be handed on at once.
  package mutating func append(_ lines: [LogLine]) -> [LogLine] {
    if headIsFull {
      for line in lines { keepInTail(line) }
      return []
    }
    for (index, line) in lines.enumerated() {
      let size = line.bytes.count + 1
      if size > limit.head - headBytes {
        headIsFull = true
        for later in lines[index...] { keepInTail(later) }
        return Array(lines[..<index])
      }
      headBytes += size
    }
    return lines
  }

  /// The marker, if anything was dropped, and the tail.
  package mutating func finish(elapsed: Duration) -> [LogLine] {
    var lines: [LogLine] = []
    if droppedLines > 0 {
      let text = "[hatchet dropped \(droppedLines) lines, \(droppedBytes) bytes here: the log is over its limit]"
      lines.append(LogLine(bytes: Array(text.utf8), kind: .marker, elapsed: elapsed))
    }
    lines += tail[tailStart...]
    tail = []
    tailStart = 0
    tailBytes = 0
    return lines
  }

  private mutating func keepInTail(_ line: LogLine) {
    tail.append(line)
    tailBytes += line.bytes.count + 1
    while tailBytes > limit.tail {
      let size = tail[tailStart].bytes.count + 1
      tail[tailStart] = LogLine(bytes: [])
      tailStart += 1
      tailBytes -= size
      droppedLines += 1
      droppedBytes += size
    }
    // Amortised: each line is moved once per time that half of the queue is gone.
    if tailStart > 64 && tailStart * 2 > tail.count {
      tail.removeFirst(tailStart)
      tailStart = 0
    }
  }
}

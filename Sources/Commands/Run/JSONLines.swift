import Hatchet
import Synchronization

/// The lines of a stream of JSON documents, each checked, as fast as they are asked for. Empty lines are passed over.
struct JSONLines: AsyncSequence, Sendable {
  /// The next bytes; none at the end.
  let read: @Sendable () async throws -> [UInt8]
  /// For errors.
  let name: String
  /// What was handed out so far.
  let tally = Tally()

  /// Which line of the stream the documents stood on.
  final class Tally: Sendable {
    private let state = Mutex((count: 0, skipped: [Int]()))

    var count: Int { state.withLock(\.count) }

    fileprivate func skip(line: Int) { state.withLock { $0.skipped.append(line) } }
    fileprivate func take() { state.withLock { $0.count += 1 } }

    /// The line of the document with that number, both from 1 on.
    func line(of document: Int) -> Int {
      state.withLock { state in
        state.skipped.reduce(document) { line, skipped in skipped <= line ? line + 1 : line }
      }
    }
  }

  func makeAsyncIterator() -> Iterator { Iterator(lines: self) }

  struct Iterator: AsyncIteratorProtocol {
    let lines: JSONLines
    private var buffer: [UInt8] = []
    private var start = 0
    private var line = 0
    private var isEnded = false

    init(lines: JSONLines) { self.lines = lines }

    mutating func next() async throws -> [UInt8]? {
      while let text = try await nextLine() {
        line += 1
        guard text.contains(where: { $0 > UInt8(ascii: " ") }) else {
          lines.tally.skip(line: line)
          continue
        }
        try InputDocument.check(text, in: lines.name, line: line)
        lines.tally.take()
        return text
      }
      return nil
    }

    private mutating func nextLine() async throws -> [UInt8]? {
      var searched = start
      while true {
        if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
          defer { start = end + 1 }
          return Array(buffer[start..<end])
        }
        if isEnded {
          defer { (buffer, start) = ([], 0) }
          return start < buffer.count ? Array(buffer[start...]) : nil
        }
        buffer.removeFirst(start)
        start = 0
        searched = buffer.count
        guard buffer.count <= InputDocument.limit else {
          throw HatchetError.tooLarge("line \(line + 1) of \(lines.name)", limit: InputDocument.limit)
        }
        let piece = try await lines.read()
        isEnded = piece.isEmpty
        buffer += piece
      }
    }
  }
}

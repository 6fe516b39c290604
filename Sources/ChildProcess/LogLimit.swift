/// How much of a stream of lines is kept.
package struct LogLimit: Equatable, Sendable {
  /// The first bytes to keep, in whole lines, newlines counted.
  package var head: Int
  /// The last bytes to keep, in whole lines, newlines counted. They are held in memory until the stream ends.
  package var tail: Int
  /// A line longer than this is cut into pieces of this many bytes (fewer where a character would be torn).
  package var piece: Int

  package init(head: Int, tail: Int, piece: Int = 64 << 10) {
    self.head = head
    self.tail = tail
    self.piece = piece
  }

  /// 10 MB: half from the start, half from the end.
  package static let standard = LogLimit(head: 5_000_000, tail: 5_000_000)
  /// Every line.
  package static let unlimited = LogLimit(head: .max, tail: 0)
}

/// Which keys of events are meant: `*` is any run of characters, none included, wherever it stands. Nothing else is
/// special, and characters are compared byte by byte, as the tables do.
package struct KeyPattern: Hashable, Sendable {
  /// As it was written.
  package let text: String
  /// What stands before the first star, between two stars, and after the last: one without a star, at least two with.
  private let pieces: [Piece]

  package init(_ text: String) {
    self.text = text
    pieces = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map { Piece(Array($0)) }
  }

  /// With a star between any two of these, whatever they hold: at least one.
  package init(pieces: [String]) {
    text = pieces.joined(separator: "*")
    self.pieces = pieces.map { Piece(Array($0.utf8)) }
  }

  /// Whether there is no star in it: then it matches one key, its text.
  package var isExact: Bool { pieces.count == 1 }

  /// What each key that matches begins with.
  package var literalPrefix: String { String(decoding: literalPrefixBytes, as: UTF8.self) }

  var literalPrefixBytes: [UInt8] { pieces[0].bytes }

  /// Takes time in proportion to the length of both, whatever they are.
  package func matches(_ key: String) -> Bool {
    var key = key
    return key.withUTF8 { matches($0) }
  }

  private func matches(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    let (first, last) = (pieces[0].bytes, pieces[pieces.count - 1].bytes)
    if isExact { return key.elementsEqual(first) }
    guard key.count >= first.count + last.count, key.starts(with: first), key.suffix(last.count).elementsEqual(last)
    else { return false }
    // Each piece as early as it goes leaves the most for those after it.
    let end = key.count - last.count
    var start = first.count
    for piece in pieces.dropFirst().dropLast() {
      guard let next = piece.end(in: key, from: start, to: end) else { return false }
      start = next
    }
    return true
  }
}

/// What is to be found as it stands, by the way of Knuth, Morris and Pratt: no byte of the key is read twice.
private struct Piece: Hashable, Sendable {
  let bytes: [UInt8]
  /// Of how many bytes the longest beginning is, that is also an end of the first so many, and shorter than they.
  private let borders: [Int]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var borders = [Int](repeating: 0, count: bytes.count)
    for place in bytes.indices.dropFirst() {
      borders[place] = Self.extend(borders[place - 1], by: bytes[place], bytes, borders)
    }
    self.borders = borders
  }

  /// Where the first occurrence within the range ends; nil if there is none.
  func end(in key: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int? {
    if bytes.isEmpty { return start }
    var found = 0
    for place in start..<end {
      found = Self.extend(found, by: key[place], bytes, borders)
      if found == bytes.count { return place + 1 }
    }
    return nil
  }

  /// How many bytes of the beginning fit, when `found` did before the next byte.
  private static func extend(_ found: Int, by byte: UInt8, _ bytes: [UInt8], _ borders: [Int]) -> Int {
    var found = found
    while found > 0, bytes[found] != byte { found = borders[found - 1] }
    return bytes[found] == byte ? found + 1 : 0
  }
}

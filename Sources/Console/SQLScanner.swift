/// Finds the semicolon that ends an SQL statement, over any number of lines: the lexical rules of PostgreSQL's manual, section
/// 4.1, with `standard_conforming_strings` on. A semicolon within parentheses ends the statement too, unlike in psql: it is
/// never right there, and the server's message helps more than a prompt that waits for `)`.
struct SQLScanner {
  /// What a line ended within.
  enum Open: Equatable {
    case nothing
    /// `'…'`; backslashes escape in `E'…'`.
    case string(escapes: Bool)
    /// `"…"`
    case identifier
    /// `$tag$…$tag$`, with the tag's own dollars.
    case dollar([UInt8])
    /// `/* … */`, which nest.
    case comment(depth: Int)
  }

  private(set) var open = Open.nothing
  /// How many parentheses and brackets are open.
  private(set) var nesting = 0

  /// What the characters right before belong to: `a$b$` is an identifier, `1$b$` is not.
  private enum Run { case none, identifier, number }
  private var run = Run.none
  /// The last word was a lone `E`: a quote right after it begins a string with escapes.
  private var isEscape = false
  /// Only blanks and comments since a string ended, which goes on at the next quote if there was an end of line: is it one
  /// with escapes, was there an end of line?
  private var ended: (escapes: Bool, newline: Bool)?

  /// Reads one line, or several; an end of line is understood after them.
  /// - Returns: where the rest begins after the semicolon that ends the statement; nil if it goes on.
  mutating func scan(_ text: Substring) -> String.Index? {
    let bytes = text.utf8
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let rest = bytes[index...]
      switch open {
      case .string(let escapes): index = string(rest, escapes)
      case .identifier: index = leave(rest, at: UInt8(ascii: "\""))
      case .dollar(let tag): index = dollar(rest, tag)
      case .comment(let depth): index = comment(rest, depth)
      case .nothing:
        if rest.first == UInt8(ascii: ";") { return bytes.index(after: index) }
        index = plain(rest)
      }
    }
    run = .none
    isEscape = false
    ended?.newline = true
    return nil
  }

  private typealias Bytes = Substring.UTF8View

  private mutating func plain(_ rest: Bytes) -> String.Index {
    let byte = rest[rest.startIndex]
    let next = rest.index(after: rest.startIndex)
    let second = next < rest.endIndex ? rest[next] : 0
    let (runBefore, escapeBefore, endedBefore) = (run, isEscape, ended)
    run = .none
    isEscape = false
    switch byte {
    case 0x20, 0x09...0x0D:
      if byte == 0x0A || byte == 0x0D { ended?.newline = true }
      return next
    case UInt8(ascii: "-") where second == byte:
      return rest[next...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? rest.endIndex
    case UInt8(ascii: "/") where second == UInt8(ascii: "*"):
      open = .comment(depth: 1)
      return rest.index(after: next)
    default: break
    }
    ended = nil
    switch byte {
    case UInt8(ascii: "'"):
      let goesOn = endedBefore?.newline == true && endedBefore?.escapes == true
      open = .string(escapes: escapeBefore || goesOn)
    case UInt8(ascii: "\""): open = .identifier
    case UInt8(ascii: "$") where runBefore != .identifier:
      if let tag = tag(rest) {
        open = .dollar(Array(tag))
        return tag.endIndex
      }
    case UInt8(ascii: "("), UInt8(ascii: "["): nesting += 1
    case UInt8(ascii: ")"), UInt8(ascii: "]"): nesting = max(0, nesting - 1)
    case _ where Self.isDigit(byte): run = runBefore == .none ? .number : runBefore
    case _ where Self.isLetter(byte):
      run = .identifier
      isEscape = runBefore != .identifier && (byte | 0x20) == UInt8(ascii: "e")
    case UInt8(ascii: "$"): run = .identifier
    default: break
    }
    return next
  }

  private mutating func string(_ rest: Bytes, _ escapes: Bool) -> String.Index {
    let next = rest.index(after: rest.startIndex)
    switch rest[rest.startIndex] {
    case UInt8(ascii: "\\") where escapes && next < rest.endIndex: return rest.index(after: next)
    case UInt8(ascii: "'"):
      // Two quotes are one within the string.
      if next < rest.endIndex, rest[next] == UInt8(ascii: "'") { return rest.index(after: next) }
      open = .nothing
      ended = (escapes, false)
      return next
    default: return next
    }
  }

  private mutating func leave(_ rest: Bytes, at quote: UInt8) -> String.Index {
    guard let end = rest.firstIndex(of: quote) else { return rest.endIndex }
    open = .nothing
    return rest.index(after: end)
  }

  private mutating func dollar(_ rest: Bytes, _ tag: [UInt8]) -> String.Index {
    guard let start = rest.firstIndex(of: UInt8(ascii: "$")) else { return rest.endIndex }
    guard rest[start...].starts(with: tag) else { return rest.index(after: start) }
    open = .nothing
    return rest.index(start, offsetBy: tag.count)
  }

  private mutating func comment(_ rest: Bytes, _ depth: Int) -> String.Index {
    let next = rest.index(after: rest.startIndex)
    guard next < rest.endIndex else { return next }
    switch (rest[rest.startIndex], rest[next]) {
    case (UInt8(ascii: "*"), UInt8(ascii: "/")):
      open = depth == 1 ? .nothing : .comment(depth: depth - 1)
      return rest.index(after: next)
    case (UInt8(ascii: "/"), UInt8(ascii: "*")):
      open = .comment(depth: depth + 1)
      return rest.index(after: next)
    default: return next
    }
  }

  /// `$$` or `$tag$` at the start of `rest`.
  private func tag(_ rest: Bytes) -> Bytes? {
    let name = rest.dropFirst()
    guard let end = name.firstIndex(where: { !Self.isLetter($0) && !Self.isDigit($0) }),
      name[end] == UInt8(ascii: "$"), name.first.map(Self.isDigit) != true
    else { return nil }
    return rest[...end]
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || (0x61...0x7A).contains(byte | 0x20)
  }
}

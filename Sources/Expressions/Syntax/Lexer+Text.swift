extension Lexer {
  /// What stands before the quotes, and which they are.
  private struct Opening {
    var isRaw = false
    var isBytes = false
    var quote: UInt8
    var isTriple: Bool
  }

  /// A string or bytes, if there is one here: `'a'`, `"a"`, `'''a'''`, `r"\d"`, `b'\xff'`.
  mutating func textLiteral() throws(Failure) -> Token.Kind? {
    let start = position
    guard let opening = opening() else { return nil }
    var content: [UInt8] = []
    while let byte = peek() {
      if byte == opening.quote, closes(opening) {
        position += opening.isTriple ? 3 : 1
        return .literal(opening.isBytes ? .bytes(content) : .string(String(decoding: content, as: UTF8.self)))
      }
      if byte == UInt8(ascii: "\\"), !opening.isRaw {
        try escape(opening, into: &content)
        continue
      }
      if !opening.isTriple, byte == 0x0A || byte == 0x0D { break }
      content.append(byte)
      position += 1
    }
    throw Failure(.syntax, "the text has no end", hint: "a closing quote is missing", at: Place(start, position))
  }

  private mutating func opening() -> Opening? {
    var prefix = 0
    var isRaw = false
    var isBytes = false
    while let byte = peek(prefix) {
      switch byte | 0x20 {
      case UInt8(ascii: "r") where !isRaw: isRaw = true
      case UInt8(ascii: "b") where !isBytes && !isRaw: isBytes = true
      default:
        guard byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") else { return nil }
        let isTriple = peek(prefix + 1) == byte && peek(prefix + 2) == byte
        position += prefix + (isTriple ? 3 : 1)
        return Opening(isRaw: isRaw, isBytes: isBytes, quote: byte, isTriple: isTriple)
      }
      prefix += 1
    }
    return nil
  }

  private func closes(_ opening: Opening) -> Bool {
    !opening.isTriple || (peek(1) == opening.quote && peek(2) == opening.quote)
  }

  private mutating func escape(_ opening: Opening, into content: inout [UInt8]) throws(Failure) {
    let start = position
    guard let mark = peek(1) else {
      position += 1
      return
    }
    position += 2
    if let byte = Self.simpleEscapes[mark] { return content.append(byte) }
    switch mark {
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      try append(try digits(2, radix: 16, from: start), opening, from: start, to: &content)
    case UInt8(ascii: "u") where !opening.isBytes:
      try append(try codePoint(from: start), opening, from: start, to: &content)
    case UInt8(ascii: "U") where !opening.isBytes:
      try append(try digits(8, radix: 16, from: start), opening, from: start, to: &content)
    case 0x30...0x33:
      position -= 1
      try append(try digits(3, radix: 8, from: start), opening, from: start, to: &content)
    default: throw invalidEscape(from: start)
    }
  }

  private mutating func digits(_ count: Int, radix: UInt32, from start: Int) throws(Failure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = peek()?.hexValue, digit < radix else { throw invalidEscape(from: start) }
      value = value << (radix == 16 ? 4 : 3) | digit
      position += 1
    }
    return value
  }

  /// Of `\u`: four digits, or a pair of surrogates.
  private mutating func codePoint(from start: Int) throws(Failure) -> UInt32 {
    let high = try digits(4, radix: 16, from: start)
    guard (0xD800..<0xDC00).contains(high), peek() == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u") else {
      return high
    }
    position += 2
    let low = try digits(4, radix: 16, from: start)
    guard (0xDC00..<0xE000).contains(low) else { throw invalidEscape(from: start) }
    return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
  }

  private func append(
    _ value: UInt32, _ opening: Opening, from start: Int, to content: inout [UInt8]
  ) throws(Failure) {
    if opening.isBytes { return content.append(UInt8(truncatingIfNeeded: value)) }
    guard let scalar = Unicode.Scalar(value) else { throw invalidEscape(from: start) }
    content.append(contentsOf: Array(String(scalar).utf8))
  }

  private func invalidEscape(from start: Int) -> Failure {
    Failure(
      .syntax, "invalid escape sequence", hint: "a backslash stands for itself in r'...', or if it is doubled",
      at: Place(start, min(position + 1, bytes.count)))
  }

  private static let simpleEscapes: [UInt8: UInt8] = [
    UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A,
    UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09, UInt8(ascii: "v"): 0x0B, UInt8(ascii: "\\"): 0x5C,
    UInt8(ascii: "?"): 0x3F, UInt8(ascii: "\""): 0x22, UInt8(ascii: "'"): 0x27, UInt8(ascii: "`"): 0x60,
  ]
}

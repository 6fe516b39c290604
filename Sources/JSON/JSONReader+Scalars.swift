extension JSONReader {
  /// Passes a string; gives the range between its quotes. Escapes are checked, surrogates need not pair: RFC 8259 allows
  /// that, and so does PostgreSQL's `json`.
  mutating func string() throws(JSONError) -> (Range<Int>, hasEscapes: Bool) {
    advance()
    let start = position
    var hasEscapes = false
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        let range = start..<position
        advance()
        return (range, hasEscapes)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try escape()
      case 0x00..<0x20:
        throw error("control character in a string", hint: "write it as \\u\(hex4(byte))")
      case 0x20..<0x80:
        advance()
      default:
        let length = UTF8Sequence.length(bytes, at: position)
        guard length > 0 else { throw error("invalid UTF-8", code: .encoding) }
        advance(length)
      }
    }
    throw error("unterminated string")
  }

  private mutating func escape() throws(JSONError) {
    advance()
    switch peek() {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      advance()
    case UInt8(ascii: "u"):
      advance()
      for _ in 0..<4 {
        guard let byte = peek(), hexDigit(byte) != nil else { throw unexpected("four hexadecimal digits after '\\u'") }
        advance()
      }
    default:
      throw error("invalid escape in a string")
    }
  }

  mutating func number() throws(JSONError) -> Range<Int> {
    let start = position
    if peek() == UInt8(ascii: "-") { advance() }
    if peek() == UInt8(ascii: "0") {
      advance()
      if let byte = peek(), isDigit(byte) { throw error("a number must not start with 0") }
    } else {
      try digits()
    }
    if peek() == UInt8(ascii: ".") {
      advance()
      try digits()
    }
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      advance()
      if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { advance() }
      try digits()
    }
    return start..<position
  }

  private mutating func digits() throws(JSONError) {
    guard let first = peek(), isDigit(first) else { throw unexpected("a digit") }
    while let byte = peek(), isDigit(byte) { advance() }
  }

  func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private func hex4(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return String(repeating: "0", count: 4 - digits.utf8.count) + digits
  }
}

/// 0 to 15; nil if it is no hexadecimal digit.
func hexDigit(_ byte: UInt8) -> UInt32? {
  switch byte {
  case 0x30...0x39: UInt32(byte) - 0x30
  case 0x41...0x46: UInt32(byte) - 0x37
  case 0x61...0x66: UInt32(byte) - 0x57
  default: nil
  }
}

/// Cuts a source into tokens.
struct Lexer {
  let bytes: [UInt8]
  var position = 0

  init(_ source: String) { bytes = Array(source.utf8) }

  /// All tokens; the last is the end.
  static func tokens(_ source: String) throws(Failure) -> [Token] {
    var lexer = Lexer(source)
    var tokens: [Token] = []
    while true {
      let token = try lexer.next()
      tokens.append(token)
      if case .end = token.kind { return tokens }
    }
  }

  private mutating func next() throws(Failure) -> Token {
    skipBlanks()
    let start = position
    guard let byte = peek() else { return Token(kind: .end, place: Place(start, start)) }
    let kind: Token.Kind
    if let literal = try textLiteral() {
      kind = literal
    } else if Self.isLetter(byte) {
      kind = word()
    } else if Self.isDigit(byte) || (byte == UInt8(ascii: ".") && peek(1).map(Self.isDigit) == true) {
      kind = try number()
    } else if byte == UInt8(ascii: "`") {
      kind = try quotedName()
    } else {
      kind = try symbol()
    }
    return Token(kind: kind, place: Place(start, position))
  }

  func peek(_ distance: Int = 0) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  private mutating func skipBlanks() {
    while let byte = peek() {
      if [0x20, 0x09, 0x0A, 0x0C, 0x0D].contains(byte) {
        position += 1
      } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") {
        while let byte = peek(), byte != 0x0A { position += 1 }
      } else {
        return
      }
    }
  }

  private mutating func word() -> Token.Kind {
    let start = position
    while let byte = peek(), Self.isLetter(byte) || Self.isDigit(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    switch text {
    case "true": return .literal(.bool(true))
    case "false": return .literal(.bool(false))
    case "null": return .literal(.null)
    case "in": return .symbol(.in)
    default: return .identifier(text)
    }
  }

  private mutating func quotedName() throws(Failure) -> Token.Kind {
    let start = position
    position += 1
    while let byte = peek(), Self.isLetter(byte) || Self.isDigit(byte) || [0x2E, 0x2D, 0x2F, 0x20].contains(byte) {
      position += 1
    }
    guard peek() == UInt8(ascii: "`"), position > start + 1 else {
      throw Failure(
        .syntax, "invalid name in backticks", hint: "it may have letters, digits and _ . - / and blanks",
        at: Place(start, position + 1))
    }
    position += 1
    return .quoted(String(decoding: bytes[(start + 1)..<(position - 1)], as: UTF8.self))
  }

  private mutating func symbol() throws(Failure) -> Token.Kind {
    for length in [2, 1] where position + length <= bytes.count {
      let text = String(decoding: bytes[position..<(position + length)], as: UTF8.self)
      if let symbol = Token.Symbol(rawValue: text) {
        position += length
        return .symbol(symbol)
      }
    }
    var length = 1
    while let byte = peek(length), byte & 0xC0 == 0x80 { length += 1 }
    let text = String(decoding: bytes[position..<(position + length)], as: UTF8.self)
    // `===` is read as `==` and this.
    let isMore = text == "=" && position > 1 && bytes[position - 1] == UInt8(ascii: "=")
    let before = isMore ? String(decoding: bytes[(position - 2)..<position], as: UTF8.self) : ""
    throw Failure(
      .syntax, "unexpected character '\(text)'", hint: Slip.question(before + text),
      at: Place(position, position + length))
  }

  static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
  }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

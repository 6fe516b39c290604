extension Lexer {
  /// `12`, `12u`, `0x1F`, `1.5e-3`, `.5`.
  mutating func number() throws(Failure) -> Token.Kind {
    let start = position
    if peek() == 0x30, let mark = peek(1), mark | 0x20 == UInt8(ascii: "x") {
      position += 2
      let digits = take { $0.isHexDigit }
      return try whole(digits, radix: 16, from: start)
    }
    let digits = take { Self.isDigit($0) }
    var isDouble = false
    if peek() == UInt8(ascii: "."), peek(1).map(Self.isDigit) == true {
      isDouble = true
      position += 1
      _ = take { Self.isDigit($0) }
    }
    if let mark = peek(), mark | 0x20 == UInt8(ascii: "e") {
      let signed = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
      if peek(signed ? 2 : 1).map(Self.isDigit) == true {
        isDouble = true
        position += signed ? 2 : 1
        _ = take { Self.isDigit($0) }
      }
    }
    guard isDouble else { return try whole(digits, radix: 10, from: start) }
    try endNumber(from: start)
    guard let value = NumberText.double(String(decoding: bytes[start..<position], as: UTF8.self)) else {
      throw Failure(.outOfRange, "the number is out of range", at: Place(start, position))
    }
    return .literal(.double(value))
  }

  private mutating func whole(_ digits: String, radix: Int, from start: Int) throws(Failure) -> Token.Kind {
    var isUnsigned = false
    if let mark = peek(), mark | 0x20 == UInt8(ascii: "u") {
      isUnsigned = true
      position += 1
    }
    try endNumber(from: start)
    guard !digits.isEmpty else { throw Failure(.syntax, "invalid number", at: Place(start, position)) }
    guard let value = UInt64(digits, radix: radix) else {
      throw Failure(.outOfRange, "the number is out of range", at: Place(start, position))
    }
    return isUnsigned ? .literal(.uint(value)) : .number(value)
  }

  /// `12abc` is nothing.
  private mutating func endNumber(from start: Int) throws(Failure) {
    guard let byte = peek(), Self.isLetter(byte) || Self.isDigit(byte) else { return }
    _ = take { Self.isLetter($0) || Self.isDigit($0) }
    throw Failure(.syntax, "invalid number", at: Place(start, position))
  }

  private mutating func take(while isPart: (UInt8) -> Bool) -> String {
    let start = position
    while let byte = peek(), isPart(byte) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }
}

extension UInt8 {
  var isHexDigit: Bool { hexValue != nil }

  var hexValue: UInt32? {
    switch self {
    case 0x30...0x39: UInt32(self) - 0x30
    case 0x41...0x46: UInt32(self) - 0x41 + 10
    case 0x61...0x66: UInt32(self) - 0x61 + 10
    default: nil
    }
  }
}

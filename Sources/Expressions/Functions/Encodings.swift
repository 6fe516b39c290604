extension Function {
  static let encodings: [Function] = [
    .global("base64.encode", [.init([.bytes], .string)]) { arguments, budget throws(Failure) in
      guard case .bytes(let bytes) = arguments[0] else { return nil }
      try budget.make(bytes: bytes.count / 3 * 4 + 4)
      return .string(Base64.encode(bytes))
    },
    .global("base64.decode", [.init([.string], .bytes)]) { arguments, budget throws(Failure) in
      guard case .string(let text) = arguments[0] else { return nil }
      try budget.make(bytes: text.utf8.count)
      guard let bytes = Base64.decode(text) else { throw Failure(.invalidArgument, "the text is no base64") }
      return .bytes(bytes)
    },
  ]
}

/// RFC 4648, the standard alphabet.
package enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// With padding.
  package static func encode(_ bytes: [UInt8]) -> String {
    var output: [UInt8] = []
    output.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group: UInt32 = 0
      for index in 0..<3 { group = group << 8 | (index < count ? UInt32(bytes[start + index]) : 0) }
      for index in 0..<4 {
        output.append(index <= count ? alphabet[Int(group >> UInt32(18 - 6 * index)) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Padding may be left out; nil for anything else.
  package static func decode(_ text: String) -> [UInt8]? {
    var digits = Array(text.utf8)
    while digits.last == UInt8(ascii: "="), text.utf8.count.isMultiple(of: 4), text.utf8.count - digits.count < 2 {
      digits.removeLast()
    }
    guard digits.count % 4 != 1 else { return nil }
    var output: [UInt8] = []
    output.reserveCapacity(digits.count / 4 * 3 + 2)
    var (group, bits): (UInt32, UInt32) = (0, 0)
    for digit in digits {
      guard let value = value(of: digit) else { return nil }
      group = (group << 6 | value) & 0xFFFF
      bits += 6
      guard bits >= 8 else { continue }
      bits -= 8
      output.append(UInt8(truncatingIfNeeded: group >> bits))
    }
    return output
  }

  private static func value(of digit: UInt8) -> UInt32? {
    switch digit {
    case 0x41...0x5A: UInt32(digit) - 0x41
    case 0x61...0x7A: UInt32(digit) - 0x61 + 26
    case 0x30...0x39: UInt32(digit) - 0x30 + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}

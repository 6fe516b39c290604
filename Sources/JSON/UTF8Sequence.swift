enum UTF8Sequence {
  /// How many bytes the character at `position` has, 1 to 4; 0 if the bytes there are not UTF-8 (Unicode's table 3-7: no
  /// overlong forms, no surrogates, nothing after U+10FFFF).
  static func length(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
    let left = bytes.count - position
    let first = bytes[position]
    switch first {
    case 0x00...0x7F:
      return 1
    case 0xC2...0xDF:
      return left >= 2 && isTail(bytes[position + 1]) ? 2 : 0
    case 0xE0...0xEF:
      guard left >= 3, isTail(bytes[position + 2]) else { return 0 }
      let low: UInt8 = first == 0xE0 ? 0xA0 : 0x80
      let high: UInt8 = first == 0xED ? 0x9F : 0xBF
      return (low...high).contains(bytes[position + 1]) ? 3 : 0
    case 0xF0...0xF4:
      guard left >= 4, isTail(bytes[position + 2]), isTail(bytes[position + 3]) else { return 0 }
      let low: UInt8 = first == 0xF0 ? 0x90 : 0x80
      let high: UInt8 = first == 0xF4 ? 0x8F : 0xBF
      return (low...high).contains(bytes[position + 1]) ? 4 : 0
    default:
      return 0
    }
  }

  private static func isTail(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}

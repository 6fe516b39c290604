/// The inside of JSON strings: escapes, and bytes that are no text.
package enum JSONString {
  /// Text of arbitrary bytes. What is UTF-8 stays as it is; each byte that is not becomes the four characters `\xHH`, and
  /// NUL, which PostgreSQL cannot hold, becomes `\x00`. Nothing is dropped. A backslash stays single, so a text that
  /// already holds `\x00` cannot be told from an escaped NUL: what a task prints is shown, not decoded.
  package static func escaping(_ bytes: some Sequence<UInt8>) -> String {
    if let text = bytes.withContiguousStorageIfAvailable({ escaping(buffer: $0) }) { return text }
    return Array(bytes).withUnsafeBufferPointer { escaping(buffer: $0) }
  }

  private static func escaping(buffer: UnsafeBufferPointer<UInt8>) -> String {
    var output: [UInt8] = []
    output.reserveCapacity(buffer.count)
    var position = 0
    while position < buffer.count {
      let byte = buffer[position]
      let length = UTF8Sequence.length(buffer, at: position)
      if length == 0 || byte == 0 {
        output.append(contentsOf: [0x5C, 0x78, hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]])
        position += 1
      } else {
        output.append(contentsOf: buffer[position..<(position + length)])
        position += length
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Appends `text` with its quotes, as JSON.
  static func append(_ text: String, to output: inout [UInt8]) {
    var text = text
    output.append(UInt8(ascii: "\""))
    text.withUTF8 { bytes in
      var start = 0
      for position in 0..<bytes.count {
        let byte = bytes[position]
        guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
        output.append(contentsOf: bytes[start..<position])
        appendEscape(byte, to: &output)
        start = position + 1
      }
      output.append(contentsOf: bytes[start...])
    }
    output.append(UInt8(ascii: "\""))
  }

  private static func appendEscape(_ byte: UInt8, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: output.append(UInt8(ascii: "b"))
    case 0x09: output.append(UInt8(ascii: "t"))
    case 0x0A: output.append(UInt8(ascii: "n"))
    case 0x0C: output.append(UInt8(ascii: "f"))
    case 0x0D: output.append(UInt8(ascii: "r"))
    case 0x00..<0x20:
      output.append(contentsOf: [0x75, 0x30, 0x30, hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]])
    default: output.append(byte)
    }
  }

  /// Decodes the inside of a string that the reader has checked.
  static func unescape(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var position = 0
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "\\") else {
        output.append(bytes[position])
        position += 1
        continue
      }
      switch bytes[position + 1] {
      case UInt8(ascii: "u"):
        position += appendUnicodeEscape(bytes, at: position, to: &output)
        continue
      case UInt8(ascii: "b"): output.append(0x08)
      case UInt8(ascii: "f"): output.append(0x0C)
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "t"): output.append(0x09)
      case let byte: output.append(byte)
      }
      position += 2
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Gives how many bytes of `bytes` it has used: 6, or 12 for a pair.
  private static func appendUnicodeEscape(
    _ bytes: UnsafeBufferPointer<UInt8>, at position: Int, to output: inout [UInt8]
  ) -> Int {
    let unit = codeUnit(bytes, at: position + 2)
    if let scalar = Unicode.Scalar(unit) {
      output.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
      return 6
    }
    let next = position + 6
    if (0xD800..<0xDC00).contains(unit), next + 6 <= bytes.count, bytes[next] == UInt8(ascii: "\\"),
      bytes[next + 1] == UInt8(ascii: "u")
    {
      let low = codeUnit(bytes, at: next + 2)
      if (0xDC00..<0xE000).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      {
        output.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        return 12
      }
    }
    output.append(contentsOf: bytes[position..<(position + 6)])
    return 6
  }

  private static func codeUnit(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> UInt32 {
    bytes[position..<(position + 4)].reduce(0) { $0 << 4 | (hexDigit($1) ?? 0) }
  }

  private static let hexDigits = Array("0123456789abcdef".utf8)
}

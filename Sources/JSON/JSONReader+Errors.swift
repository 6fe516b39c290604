extension JSONReader {
  func unexpected(_ expected: String) -> JSONError {
    guard let byte = peek() else { return error("expected \(expected), found the end of the text") }
    let length = UTF8Sequence.length(bytes, at: position)
    guard length > 0 else { return error("invalid UTF-8", code: .encoding) }
    if byte == 0xEF, length == 3, bytes[position + 1] == 0xBB, bytes[position + 2] == 0xBF {
      return error("expected \(expected), found a byte order mark", hint: "save the text as UTF-8 without one")
    }
    let hint = byte == UInt8(ascii: "'") ? "JSON's strings have double quotes" : nil
    guard byte >= 0x20, byte != 0x7F, length == 1 || !isControl(length) else {
      return error("expected \(expected), found a control character", hint: hint)
    }
    let found = String(decoding: bytes[position..<(position + length)], as: UTF8.self)
    return error("expected \(expected), found '\(found)'", hint: hint)
  }

  /// An error at the current position. The line is counted here, so that documents without errors do not pay for it.
  func error(_ message: String, code: JSONError.Code = .syntax, hint: String? = nil) -> JSONError {
    var line = 1
    var column = 1
    for byte in bytes[..<position] {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return JSONError(code: code, message: message, offset: position, line: line, column: column, hint: hint)
  }

  /// U+0080 to U+009F, of which some terminals take commands.
  private func isControl(_ length: Int) -> Bool {
    length == 2 && bytes[position] == 0xC2 && bytes[position + 1] < 0xA0
  }
}

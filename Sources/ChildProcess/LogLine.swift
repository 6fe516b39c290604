/// A line that a child wrote, without its end: LF, CR or CRLF.
package struct LogLine: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case whole
    /// A piece of a very long line; the next one continues it.
    case continued
    /// Not the child's: it stands for lines that were dropped, and says how many.
    case marker
  }

  /// As written: any bytes but line ends.
  package var bytes: [UInt8]
  package var kind: Kind
  /// When it was read from the pipe, since the spawn.
  package var elapsed: Duration

  package init(bytes: [UInt8], kind: Kind = .whole, elapsed: Duration = .zero) {
    self.bytes = bytes
    self.kind = kind
    self.elapsed = elapsed
  }

  /// The line as text that any database takes: see ``escapedText(_:)``.
  package var text: String { escapedText(bytes) }
}

/// Bytes as valid UTF-8 without NUL: what is not UTF-8, and NUL, is written as `\xff`, `\x00`. Nothing is dropped.
package func escapedText(_ bytes: some Sequence<UInt8>) -> String {
  var collected = Array(bytes)
  if !collected.contains(0), let text = String(validating: collected, as: UTF8.self) { return text }
  var result: [UInt8] = []
  result.reserveCapacity(collected.count + 16)
  var rest = collected[...]
  while let first = rest.first {
    let length = first == 0 ? 0 : validLength(rest)
    if length == 0 {
      result += Array("\\x".utf8)
      for digit in [first >> 4, first & 15] { result.append(digit < 10 ? digit + 48 : digit + 87) }
      rest = rest.dropFirst()
    } else {
      result += rest.prefix(length)
      rest = rest.dropFirst(length)
    }
  }
  collected.removeAll()
  return String(decoding: result, as: UTF8.self)
}

/// The length of the UTF-8 sequence that the bytes start with, 0 if it is none.
private func validLength(_ bytes: ArraySlice<UInt8>) -> Int {
  guard let first = bytes.first else { return 0 }
  let length =
    switch first {
    case 0..<0x80: 1
    case 0xc2..<0xe0: 2
    case 0xe0..<0xf0: 3
    case 0xf0..<0xf5: 4
    default: 0
    }
  guard length > 0, bytes.count >= length else { return 0 }
  return length == 1 || String(validating: bytes.prefix(length), as: UTF8.self) != nil ? length : 0
}

/// Reads fixed-width numbers and separators off the front of an ASCII text; what does not fit is left where it is.
struct DigitReader {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }
  init(_ text: Substring) { rest = text.utf8 }

  var isAtEnd: Bool { rest.isEmpty }
  var first: UInt8? { rest.first }

  /// Exactly `count` digits (at most 9), as a number.
  mutating func digits(_ count: Int) -> Int? {
    var value = 0
    let taken = rest.prefix(count)
    guard taken.count == count else { return nil }
    for byte in taken {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    rest = rest.dropFirst(count)
    return value
  }

  /// How many digits come next.
  var digitCount: Int { rest.prefix { (0x30...0x39).contains($0) }.count }

  /// Skips the next character if it is one of `characters`, which are ASCII.
  mutating func take(_ characters: String) -> Bool {
    guard let first = rest.first, characters.utf8.contains(first) else { return false }
    rest = rest.dropFirst()
    return true
  }
}

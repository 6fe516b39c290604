/// Reads a JSON document token by token: RFC 8259, strictly, in valid UTF-8, without recursion and without allocating.
///
/// It holds the grammar once: `JSONScanner` asks for tokens and drops them, `JSONParser` builds values of them.
struct JSONReader {
  /// Arrays and objects in each other. PostgreSQL allows some thousands; nobody writes more than twenty.
  static let maximumDepth = 512

  enum Token {
    case beginObject, endObject, beginArray, endArray
    /// The bytes between the quotes.
    case key(Range<Int>, hasEscapes: Bool)
    case string(Range<Int>, hasEscapes: Bool)
    case number(Range<Int>)
    case `true`, `false`, null
  }

  private enum Expectation {
    case value, valueOrEndOfArray, keyOrEndOfObject, key, commaOrEnd, end
  }

  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var position = 0
  private(set) var depth = 0
  private var expectation = Expectation.value
  /// One bit per level: set if the level is an object.
  private var levels = InlineArray<8, UInt64>(repeating: 0)

  /// - Parameter bytes: must outlive the reader.
  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The next token; nil after the end of the one document that `bytes` must be.
  mutating func next() throws(JSONError) -> Token? {
    skipBlanks()
    switch expectation {
    case .end:
      guard position == bytes.count else { throw error("unexpected text after the document") }
      return nil
    case .value:
      return try value()
    case .valueOrEndOfArray:
      return peek() == UInt8(ascii: "]") ? try endLevel() : try value()
    case .keyOrEndOfObject:
      return peek() == UInt8(ascii: "}") ? try endLevel() : try key()
    case .key:
      return try key()
    case .commaOrEnd:
      return try commaOrEnd()
    }
  }

  private mutating func commaOrEnd() throws(JSONError) -> Token {
    let isObject = isInObject
    if peek() == UInt8(ascii: ",") {
      position += 1
      skipBlanks()
      return isObject ? try key() : try value()
    }
    guard peek() == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
      throw unexpected(isObject ? "',' or '}'" : "',' or ']'")
    }
    return try endLevel()
  }

  private mutating func value() throws(JSONError) -> Token {
    switch peek() {
    case UInt8(ascii: "{"):
      try beginLevel(isObject: true)
      return .beginObject
    case UInt8(ascii: "["):
      try beginLevel(isObject: false)
      return .beginArray
    case UInt8(ascii: "\""):
      let (range, hasEscapes) = try string()
      endValue()
      return .string(range, hasEscapes: hasEscapes)
    case let byte? where byte == UInt8(ascii: "-") || isDigit(byte):
      let range = try number()
      endValue()
      return .number(range)
    case UInt8(ascii: "t"):
      return try literal("true", .true)
    case UInt8(ascii: "f"):
      return try literal("false", .false)
    case UInt8(ascii: "n"):
      return try literal("null", .null)
    default:
      throw unexpected("a value")
    }
  }

  private mutating func key() throws(JSONError) -> Token {
    guard peek() == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes") }
    let (range, hasEscapes) = try string()
    skipBlanks()
    guard peek() == UInt8(ascii: ":") else { throw unexpected("':'") }
    position += 1
    expectation = .value
    return .key(range, hasEscapes: hasEscapes)
  }

  private mutating func literal(_ text: StaticString, _ token: Token) throws(JSONError) -> Token {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    let end = position + wanted.count
    guard end <= bytes.count, bytes[position..<end].elementsEqual(wanted) else { throw unexpected("a value") }
    position = end
    endValue()
    return token
  }

  private mutating func endValue() { expectation = depth == 0 ? .end : .commaOrEnd }

  // MARK: Levels

  private var isInObject: Bool {
    let level = depth - 1
    return levels[level >> 6] & (1 << UInt64(level & 63)) != 0
  }

  private mutating func beginLevel(isObject: Bool) throws(JSONError) {
    guard depth < JSONReader.maximumDepth else {
      throw error("nested more than \(JSONReader.maximumDepth) levels deep", code: .tooDeep)
    }
    let bit: UInt64 = 1 << UInt64(depth & 63)
    if isObject { levels[depth >> 6] |= bit } else { levels[depth >> 6] &= ~bit }
    depth += 1
    position += 1
    expectation = isObject ? .keyOrEndOfObject : .valueOrEndOfArray
  }

  private mutating func endLevel() throws(JSONError) -> Token {
    let token: Token = isInObject ? .endObject : .endArray
    depth -= 1
    position += 1
    endValue()
    return token
  }

  // MARK: Bytes

  func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func advance(_ count: Int = 1) { position += count }

  private mutating func skipBlanks() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }
}

/// What a pattern says.
indirect enum PatternTree: Sendable {
  case empty
  case set(ScalarSet)
  case assert(Pattern.Assertion)
  case sequence([PatternTree])
  case choice([PatternTree])
  /// At least, and at most so often; nil: without end.
  case repeated(PatternTree, Int, Int?)
}

/// Reads RE2's syntax.
struct PatternParser {
  let scalars: [Unicode.Scalar]
  var position = 0
  var flags = Flags()
  private var depth = 0

  struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotMatchesNewline = false
  }

  /// Groups in each other.
  private static let depthLimit = 100
  /// RE2's own.
  private static let repetitionLimit = 1000

  init(_ source: String) { scalars = Array(source.unicodeScalars) }

  mutating func parse() throws(Failure) -> PatternTree {
    let tree = try choice()
    guard position == scalars.count else { throw Self.invalid("unexpected ')'") }
    return tree
  }

  static func invalid(_ reason: String) -> Failure { Failure(.invalidArgument, "invalid pattern: \(reason)") }

  var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard current == scalar else { return false }
    position += 1
    return true
  }

  mutating func take(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard scalars[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  mutating func next() throws(Failure) -> Unicode.Scalar {
    guard let scalar = current else { throw Self.invalid("it ends too early") }
    position += 1
    return scalar
  }

  private mutating func choice() throws(Failure) -> PatternTree {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw Failure(.limit, "the groups of the pattern are too deep") }
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(Failure) -> PatternTree {
    var parts: [PatternTree] = []
    while let scalar = current, scalar != "|", scalar != ")" {
      if take("\\Q") {
        while let scalar = current, !take("\\E") {
          position += 1
          parts.append(.set(ScalarSet(scalar, ignoresCase: flags.ignoresCase)))
        }
        continue
      }
      parts.append(try repetition(of: try atom()))
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func repetition(of atom: PatternTree) throws(Failure) -> PatternTree {
    guard let (least, most) = try repetitionCount() else { return atom }
    // Greedy or not is the same where only the fact of a match counts.
    _ = take("?")
    if try repetitionCount() != nil { throw Self.invalid("a repetition is repeated") }
    return .repeated(atom, least, most)
  }

  private mutating func repetitionCount() throws(Failure) -> (Int, Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    guard current == "{" else { return nil }
    // Braces that hold no numbers stand for themselves.
    let start = position
    position += 1
    guard let least = number() else {
      position = start
      return nil
    }
    var most: Int? = least
    if take(",") { most = current == "}" ? nil : number() ?? -1 }
    guard take("}"), most != -1 else {
      position = start
      return nil
    }
    guard least <= Self.repetitionLimit, most ?? 0 <= Self.repetitionLimit, least <= most ?? least else {
      throw Self.invalid("a repetition is out of range")
    }
    return (least, most)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let scalar = current, let digit = UInt8(ascii: scalar, from: "0", to: "9") {
      value = min(1_000_000, (value ?? 0) * 10 + Int(digit))
      position += 1
    }
    return value
  }

  private mutating func atom() throws(Failure) -> PatternTree {
    let scalar = try next()
    switch scalar {
    case ".": return .set(flags.dotMatchesNewline ? .all : .notNewline)
    case "^": return .assert(flags.isMultiline ? .lineStart : .textStart)
    case "$": return .assert(flags.isMultiline ? .lineEnd : .textEnd)
    case "[": return .set(try bracket())
    case "(": return try group()
    case "\\": return try escape()
    case "*", "+", "?": throw Self.invalid("'\(scalar)' repeats nothing")
    case "{":
      position -= 1
      if try repetitionCount() != nil { throw Self.invalid("'{' repeats nothing") }
      position += 1
      return .set(ScalarSet(scalar, ignoresCase: false))
    default: return .set(ScalarSet(scalar, ignoresCase: flags.ignoresCase))
    }
  }

  private mutating func group() throws(Failure) -> PatternTree {
    let outer = flags
    if take("?") {
      if take("P<") || take("<") {
        let start = position
        while let scalar = current, ScalarSet.word.contains(scalar) { position += 1 }
        guard position > start, take(">") else {
          throw Self.invalid("the name of a group is none, or look-behind is not supported")
        }
      } else {
        try readFlags()
        // Flags alone hold to the end of the surrounding group.
        if take(")") { return .empty }
        guard take(":") else { throw Self.invalid("unknown kind of group") }
      }
    }
    let tree = try choice()
    guard take(")") else { throw Self.invalid("a ')' is missing") }
    flags = outer
    return tree
  }

  private mutating func readFlags() throws(Failure) {
    var value = true
    while let scalar = current, scalar != ":", scalar != ")" {
      switch scalar {
      case "i": flags.ignoresCase = value
      case "m": flags.isMultiline = value
      case "s": flags.dotMatchesNewline = value
      case "U": break
      case "-" where value: value = false
      default: throw Self.invalid("unknown kind of group")
      }
      position += 1
    }
  }
}

extension UInt8 {
  /// The distance from `first`, if the scalar is one of a row of ASCII.
  init?(ascii scalar: Unicode.Scalar, from first: Unicode.Scalar, to last: Unicode.Scalar) {
    guard scalar >= first, scalar <= last else { return nil }
    self = UInt8(scalar.value - first.value)
  }
}

extension PatternParser {
  /// After a backslash.
  mutating func escape() throws(Failure) -> PatternTree {
    switch current {
    case "A":
      position += 1
      return .assert(.textStart)
    case "z":
      position += 1
      return .assert(.textEnd)
    case "b":
      position += 1
      return .assert(.wordBoundary)
    case "B":
      position += 1
      return .assert(.noWordBoundary)
    default: break
    }
    if let set = try escapedSet() { return .set(set) }
    return .set(ScalarSet(try escapedScalar(), ignoresCase: flags.ignoresCase))
  }

  /// `\d`, `\pL`, `\P{Lu}`.
  private mutating func escapedSet() throws(Failure) -> ScalarSet? {
    guard let scalar = current else { return nil }
    switch scalar {
    case "d", "D", "w", "W", "s", "S":
      position += 1
      let set: ScalarSet = scalar == "d" || scalar == "D" ? .digit : scalar == "w" || scalar == "W" ? .word : .space
      return scalar.properties.isUppercase ? set.inverted : set
    case "p", "P":
      position += 1
      var name = ""
      if take("{") {
        while let part = current, part != "}" {
          name.unicodeScalars.append(part)
          position += 1
        }
        guard take("}") else { throw Self.invalid("a '}' is missing") }
      } else {
        name = String(try next())
      }
      let isInverted = name.hasPrefix("^")
      guard let set = ScalarSet.category(isInverted ? String(name.dropFirst()) : name) else {
        throw Self.invalid("unknown category of characters")
      }
      return isInverted != (scalar == "P") ? set.inverted : set
    default: return nil
    }
  }

  private mutating func escapedScalar() throws(Failure) -> Unicode.Scalar {
    let scalar = try next()
    switch scalar {
    case "a": return "\u{07}"
    case "f": return "\u{0C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "v": return "\u{0B}"
    case "x": return try hexadecimal()
    case "0"..."7":
      var value = scalar.value - 0x30
      // A digit that is no zero would be a back reference, unless it is octal.
      guard scalar == "0" || current.map({ ("0"..."7").contains($0) }) == true else {
        throw Self.invalid("back references are not supported")
      }
      for _ in 0..<2 {
        guard let digit = current, ("0"..."7").contains(digit) else { break }
        value = value << 3 | (digit.value - 0x30)
        position += 1
      }
      return Unicode.Scalar(value) ?? "\0"
    default:
      let isPunctuation = scalar.isASCII && !ScalarSet.word.contains(scalar)
      guard isPunctuation || scalar == "_" else { throw Self.invalid("unknown escape sequence") }
      return scalar
    }
  }

  private mutating func hexadecimal() throws(Failure) -> Unicode.Scalar {
    var value: UInt32 = 0
    var count = 0
    let isBraced = take("{")
    while let digit = current.flatMap({ $0.isASCII ? UInt8($0.value).hexValue : nil }), count < (isBraced ? 8 : 2) {
      value = value << 4 | digit
      count += 1
      position += 1
    }
    guard isBraced ? count > 0 && take("}") : count == 2, let scalar = Unicode.Scalar(value) else {
      throw Self.invalid("invalid hexadecimal escape sequence")
    }
    return scalar
  }

  /// After an opening bracket.
  mutating func bracket() throws(Failure) -> ScalarSet {
    var set = ScalarSet()
    set.ignoresCase = flags.ignoresCase
    set.isNegated = take("^")
    var isFirst = true
    while isFirst || current != "]" {
      isFirst = false
      if let inner = try innerSet() {
        set.insert(inner)
        continue
      }
      let low = try bracketScalar()
      guard current == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
        set.insert(low...low)
        continue
      }
      position += 1
      let high = try bracketScalar()
      guard low <= high else { throw Self.invalid("a range of characters is upside down") }
      set.insert(low...high)
    }
    position += 1
    return set
  }

  /// A set in a set: `\d`, `[:alpha:]`.
  private mutating func innerSet() throws(Failure) -> ScalarSet? {
    if current == "\\", position + 1 < scalars.count {
      position += 1
      if let set = try escapedSet() { return set }
      position -= 1
      return nil
    }
    let start = position
    guard take("[:") else { return nil }
    let isInverted = take("^")
    var name = ""
    while let scalar = current, scalar != ":", scalar != "]" {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    guard take(":]") else {
      position = start
      return nil
    }
    guard let set = ScalarSet.named[name] else { throw Self.invalid("unknown class of characters") }
    return isInverted ? set.inverted : set
  }

  private mutating func bracketScalar() throws(Failure) -> Unicode.Scalar {
    take("\\") ? try escapedScalar() : try next()
  }
}

import Time
import YAML

/// Plain values: each gives nil after a report.
extension WorkflowReader {
  /// Text of at least one character. With `orScalar`, numbers and booleans count as they are written.
  func text(
    _ node: YAMLNode, _ key: String, orScalar: Bool = false, mayBeEmpty: Bool = false, maximum: Int = 131_071
  ) -> String? {
    guard let scalar = node.scalar, scalar.value == .string || (orScalar && scalar.value != .null) else {
      let isScalar = node.scalar.map { $0.value != .null } ?? false
      report(.wrongType, "'\(key)' must be text, not \(node.kind)", at: node, hint: isScalar ? "put it in quotes" : nil)
      return nil
    }
    if !mayBeEmpty, scalar.text.allSatisfy(\.isWhitespace) {
      report(.invalidValue, "'\(key)' is empty", at: node)
      return nil
    }
    if scalar.text.utf8.contains(0) {
      report(.invalidValue, "'\(key)' holds a NUL character", at: node)
      return nil
    }
    if scalar.text.utf8.count > maximum {
      report(.outOfRange, "'\(key)' has \(scalar.text.utf8.count) bytes, over the limit of \(maximum)", at: node)
      return nil
    }
    return scalar.text
  }

  /// A name of letters, digits, `.`, `_` and `-`.
  func name(_ node: YAMLNode, of owner: String) -> String? {
    guard let scalar = node.scalar, scalar.value != .null else {
      report(.wrongType, "the name of \(owner) must be text, not \(node.kind)", at: node)
      return nil
    }
    let isValid = scalar.text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isValid, !scalar.text.isEmpty else {
      report(
        .invalidValue, "'\(scalar.text)' cannot be the name of \(owner)", at: node,
        hint: "a name is made of letters, digits, '.', '_' and '-'")
      return nil
    }
    guard scalar.text.utf8.count <= WorkflowLimits.nameBytes else {
      report(.outOfRange, "the name of \(owner) is longer than \(WorkflowLimits.nameBytes) characters", at: node)
      return nil
    }
    return scalar.text
  }

  func integer(_ node: YAMLNode, _ key: String, in range: ClosedRange<Int>) -> Int? {
    guard case .integer(let digits)? = node.scalar?.value else {
      report(.wrongType, "'\(key)' must be a whole number, not \(node.kind)", at: node)
      return nil
    }
    guard let number = Int(digits), range.contains(number) else {
      let bounds =
        range.upperBound == .max
        ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
      report(.outOfRange, "'\(key)' must be \(bounds), not \(digits)", at: node)
      return nil
    }
    return number
  }

  func bool(_ node: YAMLNode, _ key: String) -> Bool? {
    guard case .bool(let value)? = node.scalar?.value else {
      report(.wrongType, "'\(key)' must be true or false, not \(node.kind)", at: node)
      return nil
    }
    return value
  }

  func duration(_ node: YAMLNode, _ key: String, in range: ClosedRange<Duration>) -> Duration? {
    guard let scalar = node.scalar, scalar.value == .string || scalar.text == "0" else {
      report(.wrongType, "'\(key)' must be a duration, not \(node.kind)", at: node, hint: DurationText.expectation)
      return nil
    }
    let duration: Duration
    do {
      duration = try DurationText.parse(scalar.text)
    } catch {
      report(.invalidValue, "'\(key)': \(error.message)", at: node, hint: error.hint)
      return nil
    }
    guard range.contains(duration) else {
      let bounds = "from \(DurationText.canonical(range.lowerBound)) to \(DurationText.canonical(range.upperBound))"
      report(.outOfRange, "'\(key)' must be \(bounds), not \(scalar.text)", at: node)
      return nil
    }
    return duration
  }

  /// One of the words of an enumeration.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(_ node: YAMLNode, _ key: String, of: Choice.Type)
    -> Choice?
  {
    let words = Choice.allCases.map(\.rawValue)
    guard let scalar = node.scalar, scalar.value != .null else {
      report(.wrongType, "'\(key)' must be one of \(words.joined(separator: ", ")), not \(node.kind)", at: node)
      return nil
    }
    guard let choice = Choice(rawValue: scalar.text) else {
      report(
        .invalidValue, "'\(key)' must be one of \(words.joined(separator: ", ")), not '\(scalar.text)'", at: node,
        hint: Suggestion.nearest(to: scalar.text, among: words).map { "did you mean '\($0)'?" })
      return nil
    }
    return choice
  }

  /// The items of a list, whatever they are; none, and reported, if it is no list.
  func list(_ node: YAMLNode, _ key: String, hint: String? = nil) -> [YAMLNode] {
    if let items = node.items { return items }
    report(.wrongType, "'\(key)' must be a list, not \(node.kind)", at: node, hint: hint)
    return []
  }
}

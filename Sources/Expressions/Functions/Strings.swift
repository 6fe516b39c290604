extension Function {
  static let strings: [Function] = [
    .global("size", sizes, size),
    .method("size", sizes, size),
    .method("charAt", [.init([.string, .int], .string)]) { arguments, budget throws(Failure) in
      guard case .string(let text) = arguments[0], case .int(let index) = arguments[1] else { return nil }
      try budget.spend(bytes: text.utf8.count)
      let search = TextSearch(text)
      guard let start = search.offset(ofScalar: index) else { throw outOfBounds }
      guard start < search.bytes.count else { return .string("") }
      return .string(search.text(start..<(search.offset(ofScalar: index + 1) ?? search.bytes.count)))
    },
    .method("substring", [.init([.string, .int], .string), .init([.string, .int, .int], .string)]) {
      arguments, budget throws(Failure) in
      guard case .string(let text) = arguments[0], case .int(let first) = arguments[1] else { return nil }
      try budget.make(bytes: text.utf8.count)
      let search = TextSearch(text)
      guard let start = search.offset(ofScalar: first) else { throw outOfBounds }
      guard arguments.count == 3 else { return .string(search.text(start..<search.bytes.count)) }
      guard case .int(let second) = arguments[2] else { return nil }
      guard let end = search.offset(ofScalar: second), start <= end else { throw outOfBounds }
      return .string(search.text(start..<end))
    },
    .method("lowerAscii", [.init([.string], .string)]) { arguments, budget throws(Failure) in
      try mapped(arguments[0], &budget) { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }
    },
    .method("upperAscii", [.init([.string], .string)]) { arguments, budget throws(Failure) in
      try mapped(arguments[0], &budget) { (0x61...0x7A).contains($0) ? $0 - 32 : $0 }
    },
    .method("trim", [.init([.string], .string)]) { arguments, budget throws(Failure) in
      guard case .string(let text) = arguments[0] else { return nil }
      try budget.make(bytes: text.utf8.count)
      let scalars = text.unicodeScalars
      let rest = scalars.drop { $0.properties.isWhitespace }
      guard let last = rest.lastIndex(where: { !$0.properties.isWhitespace }) else { return .string("") }
      return .string(String(rest[...last]))
    },
    .method("reverse", [.init([.string], .string), .init([.list(.parameter(0))], .list(.parameter(0)))]) {
      arguments, budget throws(Failure) in
      switch arguments[0] {
      case .string(let text):
        try budget.make(bytes: text.utf8.count)
        return .string(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
      case .list(let elements):
        try budget.make(elements: elements.count)
        return .list(elements.reversed())
      default: return nil
      }
    },
    .global("strings.quote", [.init([.string], .string)]) { arguments, budget throws(Failure) in
      guard case .string(let text) = arguments[0] else { return nil }
      try budget.make(bytes: text.utf8.count * 2 + 2)
      return .string(quoted(text))
    },
    .method("format", [.init([.string, .list(.dyn)], .string)]) { arguments, budget throws(Failure) in
      guard case .string(let format) = arguments[0], case .list(let values) = arguments[1] else { return nil }
      return .string(try TextFormat.text(format, values, &budget))
    },
  ]

  private static let sizes: [Signature] = [
    .init([.string], .int), .init([.bytes], .int), .init([.list(.parameter(0))], .int),
    .init([.map(.parameter(0), .parameter(1))], .int),
  ]

  private static let size: Body = { arguments, budget throws(Failure) in
    switch arguments[0] {
    case .string(let text):
      try budget.spend(bytes: text.utf8.count)
      return .int(Int64(text.unicodeScalars.count))
    case .bytes(let bytes): return .int(Int64(bytes.count))
    case .list(let elements): return .int(Int64(elements.count))
    case .map(let map): return .int(Int64(map.count))
    default: return nil
    }
  }

  static var outOfBounds: Failure { Failure(.outOfRange, "the index is out of range") }

  private static func mapped(
    _ value: ExpressionValue, _ budget: inout Budget, _ transform: (UInt8) -> UInt8
  ) throws(Failure) -> ExpressionValue? {
    guard case .string(let text) = value else { return nil }
    try budget.make(bytes: text.utf8.count)
    return .string(String(decoding: text.utf8.map(transform), as: UTF8.self))
  }

  /// In double quotes, with what does not print as escape sequences.
  static func quoted(_ text: String) -> String {
    var output = String.UnicodeScalarView()
    output.append("\"")
    for scalar in text.unicodeScalars {
      let escape: Unicode.Scalar? =
        switch scalar {
        case "\u{07}": "a"
        case "\u{08}": "b"
        case "\u{0C}": "f"
        case "\n": "n"
        case "\r": "r"
        case "\t": "t"
        case "\u{0B}": "v"
        case "\\": "\\"
        case "\"": "\""
        default: nil
        }
      if let escape { output.append("\\"); output.append(escape) } else { output.append(scalar) }
    }
    output.append("\"")
    return String(output)
  }
}

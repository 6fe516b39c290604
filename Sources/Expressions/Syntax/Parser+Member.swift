extension Parser {
  /// `Member = Primary | Member "." SELECTOR | Member "." IDENT "(" args ")" | Member "[" Expr "]"`, and `.?`, `[?`.
  mutating func member() throws(Failure) -> Syntax {
    var operand = try primary()
    while true {
      if take(.dot) {
        operand = try selection(of: operand)
      } else if take(.openBracket) {
        let isOptional = take(.question)
        let index = try expression()
        try expect(.closeBracket)
        operand = try made(.index(operand, index, isOptional: isOptional), operand.place.to(last), [operand, index])
      } else if current.isSymbol(.openBrace), let name = operand.qualifiedName {
        operand = try message(name, operand.place)
      } else {
        return operand
      }
    }
  }

  private mutating func selection(of operand: Syntax) throws(Failure) -> Syntax {
    let isOptional = take(.question)
    let place = current.place
    var field = Syntax.Field(name: "", place: place, isOptional: isOptional)
    switch current.kind {
    case .identifier(let name): field.name = name
    case .quoted(let name):
      field.name = name
      field.isQuoted = true
    default: throw unexpected(instead: "the name of a field")
    }
    advance()
    guard !field.isQuoted, !isOptional, take(.openParen) else {
      return try made(.select(operand, field), operand.place.to(place), [operand])
    }
    let arguments = try arguments()
    return try call(field.name, target: operand, arguments, name: place, from: operand.place)
  }

  private mutating func arguments() throws(Failure) -> [Syntax] {
    var arguments: [Syntax] = []
    guard !take(.closeParen) else { return arguments }
    repeat { arguments.append(try expression()) } while take(.comma)
    try expect(.closeParen)
    return arguments
  }

  private mutating func primary() throws(Failure) -> Syntax {
    let token = current
    switch token.kind {
    case .literal(let value):
      advance()
      return try made(.literal(value), token.place)
    case .number(let value):
      advance()
      guard let value = Int64(exactly: value) else {
        throw Failure(.outOfRange, "the number is out of range", hint: "an unsigned one ends in u", at: token.place)
      }
      return try made(.literal(.int(value)), token.place)
    case .symbol(.minus) where isNegativeLiteral: return try negativeNumber()
    case .symbol(.openParen):
      advance()
      let inner = try expression()
      try expect(.closeParen)
      return inner
    case .symbol(.openBracket): return try list()
    case .symbol(.openBrace): return try map()
    case .symbol(.dot):
      advance()
      return try name(isRooted: true, from: token.place)
    case .identifier: return try name(isRooted: false, from: token.place)
    default: throw unexpected(instead: "a value")
    }
  }

  private mutating func negativeNumber() throws(Failure) -> Syntax {
    let start = current.place
    advance()
    let token = current
    advance()
    let place = start.to(token.place)
    switch token.kind {
    case .number(let value) where value <= UInt64(Int64.max) + 1:
      return try made(.literal(.int(Int64(truncatingIfNeeded: 0 &- value))), place)
    case .literal(.double(let value)): return try made(.literal(.double(-value)), place)
    default: throw Failure(.outOfRange, "the number is out of range", at: place)
    }
  }

  private mutating func name(isRooted: Bool, from start: Place) throws(Failure) -> Syntax {
    let place = current.place
    guard case .identifier(let name) = current.kind else { throw unexpected(instead: "a name") }
    if Self.reserved.contains(name) {
      throw Failure(.syntax, "'\(name)' is a reserved word", at: place)
    }
    advance()
    if take(.openParen) {
      let arguments = try arguments()
      return try call(name, target: nil, arguments, name: place, from: start)
    }
    return try made(.identifier(name, isRooted: isRooted), start.to(place))
  }

  private mutating func list() throws(Failure) -> Syntax {
    let start = current.place
    advance()
    var elements: [Syntax.Element] = []
    while !take(.closeBracket) {
      let isOptional = take(.question)
      elements.append(Syntax.Element(value: try expression(), isOptional: isOptional))
      if take(.comma) { continue }
      try expect(.closeBracket)
      break
    }
    return try made(.list(elements), start.to(last), elements.map(\.value))
  }

  private mutating func map() throws(Failure) -> Syntax {
    let start = current.place
    advance()
    var entries: [Syntax.Entry] = []
    while !take(.closeBrace) {
      let isOptional = take(.question)
      let key = try expression()
      try expect(.colon)
      entries.append(Syntax.Entry(key: key, value: try expression(), isOptional: isOptional))
      if take(.comma) { continue }
      try expect(.closeBrace)
      break
    }
    return try made(.map(entries), start.to(last), entries.flatMap { [$0.key, $0.value] })
  }

  /// `Name{field: value}`: a message of protocol buffers, of which there are none here. It is read to its end, so that a
  /// mistake in it is called one.
  private mutating func message(_ name: String, _ start: Place) throws(Failure) -> Syntax {
    advance()
    while !take(.closeBrace) {
      _ = take(.question)
      switch current.kind {
      case .identifier, .quoted: advance()
      default: throw unexpected(instead: "the name of a field")
      }
      try expect(.colon)
      _ = try expression()
      if take(.comma) { continue }
      try expect(.closeBrace)
      break
    }
    return try made(.message(name), start.to(last))
  }

  private static let reserved: Set<String> = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
    "namespace", "return", "var", "void", "while",
  ]
}

extension Syntax {
  /// `a.b.c`, if that is all that it is.
  var qualifiedName: String? {
    switch kind {
    case .identifier(let name, _): return name
    case .select(let operand, let field):
      guard !field.isQuoted, !field.isOptional, let name = operand.qualifiedName else { return nil }
      return "\(name).\(field.name)"
    default: return nil
    }
  }
}

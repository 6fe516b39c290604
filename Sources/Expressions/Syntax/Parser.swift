/// Reads the grammar of the language definition by descent, operators by their precedence.
struct Parser {
  private let tokens: [Token]
  private var position = 0
  /// Open calls of `expression` and `unary`: what of the stack is in use.
  private var open = 0
  private let limits: ExpressionLimits

  static func parse(_ source: String, _ limits: ExpressionLimits) throws(Failure) -> Syntax {
    guard source.utf8.count <= limits.source else {
      throw Failure(.limit, "the expression is too long", hint: "at most \(limits.source) bytes")
    }
    var parser = Parser(tokens: try Lexer.tokens(source), limits: limits)
    let syntax = try parser.expression()
    guard case .end = parser.current.kind else { throw parser.unexpected() }
    return syntax
  }

  private init(tokens: [Token], limits: ExpressionLimits) {
    self.tokens = tokens
    self.limits = limits
  }

  var current: Token { tokens[position] }

  var last: Place { tokens[max(0, position - 1)].place }

  mutating func advance() { if position < tokens.count - 1 { position += 1 } }

  mutating func take(_ symbol: Token.Symbol) -> Bool {
    guard current.isSymbol(symbol) else { return false }
    advance()
    return true
  }

  mutating func expect(_ symbol: Token.Symbol) throws(Failure) {
    guard take(symbol) else { throw unexpected(instead: "'\(symbol.rawValue)'") }
  }

  func unexpected(instead expected: String? = nil) -> Failure {
    if let slip { return slip }
    let wish = expected.map { "expected \($0), not \(current.name)" } ?? "unexpected \(current.name)"
    return Failure(.syntax, wish, at: current.place)
  }

  /// A word or sign of another language here, or a `not` before what is here.
  private var slip: Failure? {
    let before = position > 0 ? tokens[position - 1] : nil
    if case .identifier(let word)? = before?.kind, word.lowercased() == "not", let before {
      return Failure(.syntax, "unexpected \(before.name)", hint: Slip.question(word), at: before.place)
    }
    if current.isSymbol(.greater), let before, before.isSymbol(.less), before.place.end == current.place.start {
      return Failure(.syntax, "unexpected '<>'", hint: Slip.question("<>"), at: before.place.to(current.place))
    }
    guard case .identifier(let word) = current.kind else { return nil }
    if word.lowercased() == "not", position + 1 < tokens.count, tokens[position + 1].isSymbol(.in) {
      return Failure(
        .syntax, "unexpected \(current.name)", hint: "it is written before: `!(x in y)`", at: current.place)
    }
    return Slip.question(word).map {
      Failure(.syntax, "unexpected \(current.name)", hint: $0, at: current.place)
    }
  }

  /// Bounds what is about to be built.
  func made(_ kind: Syntax.Kind, _ place: Place, _ children: [Syntax] = []) throws(Failure) -> Syntax {
    let syntax = Syntax(kind, place, above: children)
    guard syntax.depth <= limits.depth else { throw tooDeep(at: place) }
    return syntax
  }

  private func tooDeep(at place: Place) -> Failure {
    Failure(.limit, "the expression is too deep", hint: "at most \(limits.depth) operations in each other", at: place)
  }

  /// `Expr = ConditionalOr ["?" ConditionalOr ":" Expr]`
  mutating func expression() throws(Failure) -> Syntax {
    open += 1
    defer { open -= 1 }
    guard open <= limits.depth else { throw tooDeep(at: current.place) }
    let condition = try disjunction()
    guard take(.question) else { return condition }
    let first = try disjunction()
    try expect(.colon)
    let second = try expression()
    return try made(
      .conditional(condition, first, second), condition.place.to(second.place), [condition, first, second])
  }

  private mutating func disjunction() throws(Failure) -> Syntax {
    var terms = [try conjunction()]
    while take(.or) { terms.append(try conjunction()) }
    return terms.count == 1 ? terms[0] : try made(.any(terms), terms[0].place.to(last), terms)
  }

  private mutating func conjunction() throws(Failure) -> Syntax {
    var terms = [try operation(1)]
    while take(.and) { terms.append(try operation(1)) }
    return terms.count == 1 ? terms[0] : try made(.all(terms), terms[0].place.to(last), terms)
  }

  /// Operators that bind at least as tight; all of them group from the left.
  private mutating func operation(_ precedence: Int) throws(Failure) -> Syntax {
    var left = try unary()
    while let sign = BinaryOperator(current), sign.precedence >= precedence {
      let place = current.place
      advance()
      let right = try operation(sign.precedence + 1)
      left = try made(.binary(sign, left, right, sign: place), left.place.to(right.place), [left, right])
    }
    return left
  }

  /// `Unary = Member | "!" {"!"} Member | "-" {"-"} Member`
  private mutating func unary() throws(Failure) -> Syntax {
    let start = current.place
    if current.isSymbol(.not) {
      var count = 0
      while take(.not) { count += 1 }
      let operand = try member()
      // Two of them cancel out, as in the standard's own parser; so a thousand are no depth.
      return count.isMultiple(of: 2) ? operand : try made(.unary(.not, operand), start.to(operand.place), [operand])
    }
    guard current.isSymbol(.minus) else { return try member() }
    var count = 0
    while current.isSymbol(.minus), !isNegativeLiteral { advance(); count += 1 }
    let operand = try member()
    return count.isMultiple(of: 2) ? operand : try made(.unary(.negate, operand), start.to(operand.place), [operand])
  }

  /// Whether the minus here is the sign of the number after it.
  var isNegativeLiteral: Bool {
    guard current.isSymbol(.minus), position + 1 < tokens.count else { return false }
    switch tokens[position + 1].kind {
    case .number, .literal(.double): return true
    default: return false
    }
  }
}

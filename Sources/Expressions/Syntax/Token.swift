/// A word of the language.
struct Token: Sendable {
  enum Kind: Sendable {
    case end
    case identifier(String)
    /// A name in backticks, which only a field can have.
    case quoted(String)
    case literal(ExpressionValue)
    /// A whole number without its sign: 9223372036854775808 is one only after a minus.
    case number(UInt64)
    case symbol(Symbol)
  }

  enum Symbol: String, Sendable {
    case dot = ".", comma = ",", colon = ":", question = "?"
    case openParen = "(", closeParen = ")", openBracket = "[", closeBracket = "]", openBrace = "{", closeBrace = "}"
    case plus = "+", minus = "-", times = "*", divide = "/", modulo = "%", not = "!"
    case less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">=", equal = "==", notEqual = "!="
    case and = "&&", or = "||", `in` = "in"
  }

  var kind: Kind
  var place: Place

  func isSymbol(_ symbol: Symbol) -> Bool {
    if case .symbol(let own) = kind { own == symbol } else { false }
  }

  /// What an error calls it.
  var name: String {
    switch kind {
    case .end: "the end"
    case .identifier(let name), .quoted(let name): "'\(name.prefix(40))'"
    case .literal, .number: "a literal"
    case .symbol(let symbol): "'\(symbol.rawValue)'"
    }
  }
}

/// An expression as it is written, macros resolved.
struct Syntax: Sendable {
  indirect enum Kind: Sendable {
    case literal(ExpressionValue)
    /// `isRooted`: with a dot in front, which skips the variables of macros.
    case identifier(String, isRooted: Bool)
    case select(Syntax, Field)
    /// `has(x.field)`
    case has(Syntax, Field)
    case index(Syntax, Syntax, isOptional: Bool)
    case call(String, target: Syntax?, [Syntax], name: Place)
    case unary(UnaryOperator, Syntax)
    case binary(BinaryOperator, Syntax, Syntax, sign: Place)
    case all([Syntax])
    case any([Syntax])
    case conditional(Syntax, Syntax, Syntax)
    case list([Element])
    case map([Entry])
    case loop(Loop)
    /// `cel.bind(name, value, body)`
    case bind(String, Syntax, Syntax)
    /// `target.optMap(name, body)`; flat: the body is an optional itself.
    case optionalMap(Syntax, String, Syntax, isFlat: Bool)
    case message(String)
  }

  struct Field: Sendable {
    var name: String
    var place: Place
    /// In backticks: never part of a qualified name.
    var isQuoted = false
    /// `.?`
    var isOptional = false
  }

  struct Element: Sendable {
    var value: Syntax
    var isOptional: Bool
  }

  struct Entry: Sendable {
    var key: Syntax
    var value: Syntax
    var isOptional: Bool
  }

  /// A macro that goes over a list or map.
  struct Loop: Sendable {
    enum Kind: Sendable {
      case all, exists, existsOne, filter, map, transformMap, transformMapEntry, sortBy
    }

    var kind: Kind
    var range: Syntax
    /// One name, or two: index or key, and value.
    var names: [String]
    var condition: Syntax?
    var result: Syntax?
  }

  var kind: Kind
  var place: Place
  /// Of the deepest branch.
  var depth: Int

  init(_ kind: Kind, _ place: Place, above children: [Syntax] = []) {
    self.kind = kind
    self.place = place
    depth = children.reduce(0) { max($0, $1.depth) } + 1
  }
}

enum UnaryOperator: String, Sendable {
  case not = "!", negate = "-"
}

enum BinaryOperator: String, Sendable {
  case add = "+", subtract = "-", multiply = "*", divide = "/", modulo = "%"
  case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
  case `in` = "in"

  /// How tight it binds; `&&` and `||` are none of these.
  var precedence: Int {
    switch self {
    case .multiply, .divide, .modulo: 3
    case .add, .subtract: 2
    default: 1
    }
  }

  init?(_ token: Token) {
    guard case .symbol(let symbol) = token.kind else { return nil }
    self.init(rawValue: symbol.rawValue)
  }
}

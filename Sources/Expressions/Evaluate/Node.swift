/// An expression made ready: names are slots, functions are found, constants are values.
indirect enum Node: Sendable {
  case constant(ExpressionValue)
  /// A variable of a macro.
  case local(Int)
  /// A declared variable, which may have got no value.
  case variable(Int, name: String, Place)
  /// What was not checked, and cannot be.
  case failure(Failure)
  case select(Node, FieldName, Place)
  case optionalSelect(Node, FieldName, Place)
  case has(Node, FieldName, Place)
  case index(Node, Node, isOptional: Bool, Place)
  case all([Node], Place)
  case any([Node], Place)
  case conditional(Node, Node, Node, Place)
  case not(Node, Place)
  case negate(Node, Place)
  case equal(Node, Node, isNegated: Bool, Place)
  case compare(Comparison, Node, Node, Place)
  case calculate(Calculation, Node, Node, Place)
  case contains(Node, Node, Place)
  case call(Function, [Node], Place)
  case matches(Node, Pattern, Place)
  /// `a.or(b)`, which looks at `b` only if it must; with `orValue` it gives what is in `a`.
  case alternative(Node, Node, isValue: Bool, Place)
  case list([Element], Place)
  case map([Entry], Place)
  case loop(Loop)
  case bind(Int, Node, Node)
  case optionalMap(Node, slot: Int, Node, isFlat: Bool, Place)

  enum Comparison: Sendable {
    case less, lessOrEqual, greater, greaterOrEqual

    func holds(_ order: ExpressionValue.Order) -> Bool {
      switch self {
      case .less: order == .less
      case .lessOrEqual: order == .less || order == .same
      case .greater: order == .greater
      case .greaterOrEqual: order == .greater || order == .same
      }
    }

    var name: String {
      switch self {
      case .less: "<"
      case .lessOrEqual: "<="
      case .greater: ">"
      case .greaterOrEqual: ">="
      }
    }
  }

  enum Calculation: String, Sendable {
    case add = "+", subtract = "-", multiply = "*", divide = "/", modulo = "%"
  }

  struct Element: Sendable {
    var value: Node
    var isOptional: Bool
  }

  struct Entry: Sendable {
    var key: Node
    var value: Node
    var isOptional: Bool
  }

  struct Loop: Sendable {
    var kind: Syntax.Loop.Kind
    var range: Node
    /// Where the element or key goes; with two variables also the value.
    var first: Int
    var second: Int?
    var condition: Node?
    var result: Node?
    var place: Place
  }

  var constant: ExpressionValue? { if case .constant(let value) = self { value } else { nil } }
}

/// Resolves names, checks types, and makes nodes, in one pass.
struct Compiler {
  /// A node, and what is known of its value.
  struct Typed {
    var node: Node
    var type: ExpressionType
  }

  /// A variable of a macro.
  struct Local {
    var name: String
    var slot: Int
    var type: ExpressionType
  }

  let declarations: Declarations
  /// Whether mistakes are found now; else they are when, and if, they are evaluated.
  let isChecked: Bool
  var solver = TypeSolver()
  var locals: [Local] = []
  /// The slots of the declared variables that are read.
  private(set) var variables: [String: Int] = [:]
  private(set) var slotCount = 0

  init(_ declarations: Declarations, isChecked: Bool) {
    self.declarations = declarations
    self.isChecked = isChecked
  }

  mutating func compile(_ syntax: Syntax) throws(Failure) -> Typed {
    switch syntax.kind {
    case .literal(let value): return Typed(node: .constant(value), type: Self.type(of: value))
    case .identifier, .select: return try name(syntax)
    case .has(let operand, let field): return try has(operand, field)
    case .index(let operand, let index, let isOptional): return try self.index(operand, index, isOptional, syntax.place)
    case .call(let function, let target, let arguments, let name):
      return try call(function, target, arguments, name, syntax.place)
    case .unary(let sign, let operand): return try unary(sign, operand, syntax.place)
    case .binary(let sign, let left, let right, let place): return try binary(sign, left, right, place)
    case .all(let terms): return Typed(node: .all(try self.terms(terms, "&&"), syntax.place), type: .bool)
    case .any(let terms): return Typed(node: .any(try self.terms(terms, "||"), syntax.place), type: .bool)
    case .conditional(let condition, let first, let second):
      return try conditional(condition, first, second, syntax.place)
    case .list(let elements): return try list(elements, syntax.place)
    case .map(let entries): return try map(entries, syntax.place)
    case .loop(let loop): return try self.loop(loop, syntax.place)
    case .bind(let name, let value, let body): return try bind(name, value, body)
    case .optionalMap(let operand, let name, let body, let isFlat):
      return try optionalMap(operand, name, body, isFlat, syntax.place)
    case .message(let name):
      return try mistake(Failure(.unknownFunction, "unknown message type '\(name)'", at: syntax.place))
    }
  }

  /// An error now, or when it is evaluated.
  func mistake(_ failure: Failure) throws(Failure) -> Typed {
    if isChecked { throw failure }
    return Typed(node: .failure(failure), type: .dyn)
  }

  mutating func slot() -> Int {
    slotCount += 1
    return slotCount - 1
  }

  mutating func slot(of variable: String) -> Int {
    if let slot = variables[variable] { return slot }
    let slot = slot()
    variables[variable] = slot
    return slot
  }

  /// Compiles with a variable more.
  mutating func with<Value>(
    _ added: [Local], _ body: (inout Compiler) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    locals += added
    defer { locals.removeLast(added.count) }
    return try body(&self)
  }

  /// What the first signatures that fit give; checks nothing, and gives `dyn`, if nothing is to be checked.
  mutating func resolve(
    _ signatures: [Function.Signature], _ arguments: [ExpressionType], _ name: String, _ place: Place
  ) throws(Failure) -> ExpressionType {
    guard isChecked else { return .dyn }
    var result: ExpressionType?
    for signature in signatures where signature.parameters.count == arguments.count {
      let instance = solver.instance(signature)
      guard solver.assign(arguments, to: instance.parameters) else { continue }
      let type = solver.resolved(instance.result)
      if let known = result { result = known == type ? known : .dyn } else { result = type }
    }
    guard let result else {
      throw .noOverload(name, arguments.map { solver.settled($0).description }, at: place)
    }
    return result
  }

  static func type(of value: ExpressionValue) -> ExpressionType {
    switch value {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .timestamp: .timestamp
    case .duration: .duration
    case .type: .type
    case .list, .map, .optional: .dyn
    }
  }
}

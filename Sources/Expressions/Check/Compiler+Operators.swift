extension Compiler {
  mutating func unary(_ sign: UnaryOperator, _ operand: Syntax, _ place: Place) throws(Failure) -> Typed {
    let target = try compile(operand)
    switch sign {
    case .not:
      let type = try resolve([.init([.bool], .bool)], [target.type], "!", place)
      return Typed(node: .not(target.node, place), type: type)
    case .negate:
      let type = try resolve(Operators.negate, [target.type], "-", place)
      return Typed(node: .negate(target.node, place), type: type)
    }
  }

  mutating func binary(
    _ sign: BinaryOperator, _ left: Syntax, _ right: Syntax, _ place: Place
  ) throws(Failure) -> Typed {
    let first = try compile(left)
    let second = try compile(right)
    let type = try resolve(Operators.signatures[sign] ?? [], [first.type, second.type], sign.rawValue, place)
    return Typed(node: Self.node(sign, first.node, second.node, place), type: type)
  }

  private static func node(_ sign: BinaryOperator, _ left: Node, _ right: Node, _ place: Place) -> Node {
    switch sign {
    case .add: .calculate(.add, left, right, place)
    case .subtract: .calculate(.subtract, left, right, place)
    case .multiply: .calculate(.multiply, left, right, place)
    case .divide: .calculate(.divide, left, right, place)
    case .modulo: .calculate(.modulo, left, right, place)
    case .equal: .equal(left, right, isNegated: false, place)
    case .notEqual: .equal(left, right, isNegated: true, place)
    case .less: .compare(.less, left, right, place)
    case .lessOrEqual: .compare(.lessOrEqual, left, right, place)
    case .greater: .compare(.greater, left, right, place)
    case .greaterOrEqual: .compare(.greaterOrEqual, left, right, place)
    case .in: .contains(left, right, place)
    }
  }

  /// Of `&&` or `||`.
  mutating func terms(_ terms: [Syntax], _ sign: String) throws(Failure) -> [Node] {
    var nodes: [Node] = []
    for term in terms {
      let typed = try compile(term)
      _ = try resolve([.init([.bool], .bool)], [typed.type], sign, term.place)
      nodes.append(typed.node)
    }
    return nodes
  }

  mutating func conditional(
    _ condition: Syntax, _ first: Syntax, _ second: Syntax, _ place: Place
  ) throws(Failure) -> Typed {
    let test = try compile(condition)
    let yes = try compile(first)
    let no = try compile(second)
    let type = try resolve(Operators.conditional, [test.type, yes.type, no.type], "?:", place)
    return Typed(node: .conditional(test.node, yes.node, no.node, place), type: type)
  }

  mutating func list(_ elements: [Syntax.Element], _ place: Place) throws(Failure) -> Typed {
    var nodes: [Node.Element] = []
    var type: ExpressionType?
    for element in elements {
      let typed = try compile(element.value)
      type = solver.join(type, try content(typed.type, element.isOptional, element.value.place))
      nodes.append(Node.Element(value: typed.node, isOptional: element.isOptional))
    }
    let listType = ExpressionType.list(type ?? (isChecked ? solver.fresh() : .dyn))
    if let values = constants(nodes) { return Typed(node: .constant(.list(values)), type: listType) }
    return Typed(node: .list(nodes, place), type: listType)
  }

  /// What `?value` adds.
  private mutating func content(
    _ type: ExpressionType, _ isOptional: Bool, _ place: Place
  ) throws(Failure) -> ExpressionType {
    guard isOptional, isChecked else { return type }
    let inner = solver.fresh()
    guard solver.assign([type], to: [.optional(inner)]) else {
      throw Failure(.noOverload, "'?' must stand before an optional, not a '\(solver.settled(type))'", at: place)
    }
    return solver.resolved(inner).isParameter ? .dyn : inner
  }

  private func constants(_ nodes: [Node.Element]) -> [ExpressionValue]? {
    var values: [ExpressionValue] = []
    for node in nodes {
      guard !node.isOptional, let value = node.value.constant else { return nil }
      values.append(value)
    }
    return values
  }

  mutating func map(_ entries: [Syntax.Entry], _ place: Place) throws(Failure) -> Typed {
    var nodes: [Node.Entry] = []
    var (key, value): (ExpressionType?, ExpressionType?)
    for entry in entries {
      let typedKey = try compile(entry.key)
      let typedValue = try compile(entry.value)
      key = solver.join(key, typedKey.type)
      value = solver.join(value, try content(typedValue.type, entry.isOptional, entry.value.place))
      nodes.append(Node.Entry(key: typedKey.node, value: typedValue.node, isOptional: entry.isOptional))
    }
    let type = ExpressionType.map(
      key ?? (isChecked ? solver.fresh() : .dyn), value ?? (isChecked ? solver.fresh() : .dyn))
    let node = Node.map(nodes, place)
    // A constant is made once; one that cannot be made says so when it is evaluated.
    if nodes.allSatisfy({ !$0.isOptional && $0.key.constant != nil && $0.value.constant != nil }) {
      var evaluator = Evaluator(slots: [], limits: .standard)
      if let value = try? evaluator.value(node) { return Typed(node: .constant(value), type: type) }
    }
    return Typed(node: node, type: type)
  }
}

/// One evaluation. Each kind of node has its own function: a switch that did all of them would need a frame of kilobytes,
/// and the stack is what depth costs.
struct Evaluator {
  /// Declared variables first, then those of macros.
  var slots: [ExpressionValue?]
  var budget: Budget

  init(slots: [ExpressionValue?], limits: ExpressionLimits) {
    self.slots = slots
    budget = Budget(limits)
  }

  mutating func value(_ node: Node) throws(Failure) -> ExpressionValue {
    try budget.spend(1)
    switch node {
    case .constant(let value): return value
    case .local(let slot): return slots[slot] ?? .null
    case .variable(let slot, let name, let place): return try variable(slot, name, place)
    case .failure(let failure): throw failure
    case .select(let operand, let field, let place): return try select(operand, field, place)
    case .optionalSelect(let operand, let field, let place): return try optionalSelect(operand, field, place)
    case .has(let operand, let field, let place): return try has(operand, field, place)
    case .index(let operand, let index, let isOptional, let place):
      return try self.index(operand, index, isOptional, place)
    case .all(let terms, let place): return try logic(terms, until: false, place)
    case .any(let terms, let place): return try logic(terms, until: true, place)
    case .conditional(let condition, let first, let second, let place):
      return try conditional(condition, first, second, place)
    case .not(let operand, let place): return .bool(!(try bool(operand, "!", place)))
    case .negate(let operand, let place): return try negate(operand, place)
    case .equal(let left, let right, let isNegated, let place):
      return .bool(try equal(left, right, place) != isNegated)
    case .compare(let comparison, let left, let right, let place): return try compare(comparison, left, right, place)
    case .calculate(let calculation, let left, let right, let place):
      return try calculate(calculation, left, right, place)
    case .contains(let element, let collection, let place): return try contains(element, collection, place)
    case .call(let function, let arguments, let place): return try call(function, arguments, place)
    case .matches(let text, let pattern, let place): return try matches(text, pattern, place)
    case .alternative(let first, let second, let isValue, let place):
      return try alternative(first, second, isValue, place)
    case .list(let elements, let place): return try list(elements, place)
    case .map(let entries, let place): return try map(entries, place)
    case .loop(let loop): return try self.loop(loop)
    case .bind(let slot, let value, let body):
      slots[slot] = try self.value(value)
      return try self.value(body)
    case .optionalMap(let operand, let slot, let body, let isFlat, let place):
      return try optionalMap(operand, slot, body, isFlat, place)
    }
  }

  @inline(never)
  private func variable(_ slot: Int, _ name: String, _ place: Place) throws(Failure) -> ExpressionValue {
    guard let value = slots[slot] else {
      throw Failure(.unknownVariable, "the variable '\(name)' has no value", at: place)
    }
    return value
  }

  /// What an operator needs to be a bool.
  private mutating func bool(_ node: Node, _ sign: String, _ place: Place) throws(Failure) -> Bool {
    let value = try value(node)
    guard case .bool(let bool) = value else { throw .noOverload(sign, [value.typeName], at: place) }
    return bool
  }

  /// `&&` ends with false and `||` with true, even if what came before, or comes after, fails.
  private mutating func logic(_ terms: [Node], until end: Bool, _ place: Place) throws(Failure) -> ExpressionValue {
    var failure: Failure?
    for term in terms {
      do throws(Failure) {
        if try bool(term, end ? "||" : "&&", place) == end { return .bool(end) }
      } catch {
        if error.isFinal { throw error }
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return .bool(!end)
  }

  private mutating func conditional(
    _ condition: Node, _ first: Node, _ second: Node, _ place: Place
  ) throws(Failure) -> ExpressionValue {
    try bool(condition, "?:", place) ? try value(first) : try value(second)
  }

  private mutating func equal(_ left: Node, _ right: Node, _ place: Place) throws(Failure) -> Bool {
    let first = try value(left)
    // Most often something is compared with a constant: no need to copy that.
    if case .constant(let second) = right { return try first.isEqual(to: second, &budget) }
    return try first.isEqual(to: try value(right), &budget)
  }

  private mutating func compare(
    _ comparison: Node.Comparison, _ left: Node, _ right: Node, _ place: Place
  ) throws(Failure) -> ExpressionValue {
    let first = try value(left)
    let second = try value(right)
    guard let order = try first.order(second, &budget) else {
      throw .noOverload(comparison.name, [first.typeName, second.typeName], at: place)
    }
    return .bool(comparison.holds(order))
  }

  private mutating func contains(
    _ element: Node, _ collection: Node, _ place: Place
  ) throws(Failure) -> ExpressionValue {
    let wanted = try value(element)
    let all = try value(collection)
    switch all {
    case .list(let elements): return .bool(try Function.holds(elements, wanted, &budget))
    case .map(let map):
      try budget.spend(1)
      return .bool(MapKey(wanted).map { map[$0] != nil } ?? false)
    default: throw .noOverload("in", [wanted.typeName, all.typeName], at: place)
    }
  }

  @inline(never)
  private mutating func call(
    _ function: Function, _ nodes: [Node], _ place: Place
  ) throws(Failure) -> ExpressionValue {
    var arguments: [ExpressionValue] = []
    arguments.reserveCapacity(nodes.count)
    for node in nodes { arguments.append(try value(node)) }
    do throws(Failure) {
      if let result = try function.body(arguments, &budget) { return result }
    } catch {
      throw error.placed(at: place)
    }
    throw .noOverload(function.name, arguments.map(\.typeName), at: place)
  }

  private mutating func matches(_ text: Node, _ pattern: Pattern, _ place: Place) throws(Failure) -> ExpressionValue {
    let value = try value(text)
    guard case .string(let text) = value else { throw .noOverload("matches", [value.typeName, "string"], at: place) }
    do throws(Failure) {
      return .bool(try pattern.matches(text, &budget))
    } catch {
      throw error.placed(at: place)
    }
  }
}

extension Compiler {
  mutating func loop(_ loop: Syntax.Loop, _ place: Place) throws(Failure) -> Typed {
    let range = try compile(loop.range)
    let (elementType, first, second) = try variables(of: range.type, loop.names.count, loop.range.place)
    var added = [Local(name: loop.names[0], slot: slot(), type: first)]
    if loop.names.count > 1 { added.append(Local(name: loop.names[1], slot: slot(), type: second)) }
    let (condition, result) = try with(added) { compiler throws(Failure) -> (Typed?, Typed?) in
      (try compiler.condition(loop), try loop.result.map { result throws(Failure) in try compiler.compile(result) })
    }
    let node = Node.Loop(
      kind: loop.kind, range: range.node, first: added[0].slot, second: added.count > 1 ? added[1].slot : nil,
      condition: condition?.node, result: result?.node, place: loop.range.place)
    return Typed(node: .loop(node), type: try type(of: loop, elementType, first, result?.type, loop.range.place))
  }

  private mutating func condition(_ loop: Syntax.Loop) throws(Failure) -> Typed? {
    guard let syntax = loop.condition else { return nil }
    let typed = try compile(syntax)
    guard !isChecked || solver.assign([typed.type], to: [.bool]) else {
      throw Failure(
        .noOverload, "the condition must be a 'bool', not a '\(solver.settled(typed.type))'", at: syntax.place)
    }
    return typed
  }

  /// The type of what filter keeps, and those of the variables.
  private mutating func variables(
    of range: ExpressionType, _ count: Int, _ place: Place
  ) throws(Failure) -> (element: ExpressionType, first: ExpressionType, second: ExpressionType) {
    guard isChecked else { return (.dyn, .dyn, .dyn) }
    switch solver.resolved(range) {
    case .list(let element): return (element, count > 1 ? .int : element, element)
    case .map(let key, let value): return (key, key, value)
    case .dyn: return (.dyn, .dyn, .dyn)
    case .parameter(let number):
      _ = solver.assign([.dyn], to: [.parameter(number)])
      return (.dyn, .dyn, .dyn)
    case let other:
      throw Failure(
        .noOverload, "type '\(solver.settled(other))' cannot be gone over", hint: "only lists and maps can", at: place)
    }
  }

  private mutating func type(
    of loop: Syntax.Loop, _ element: ExpressionType, _ key: ExpressionType, _ result: ExpressionType?, _ place: Place
  ) throws(Failure) -> ExpressionType {
    switch loop.kind {
    case .all, .exists, .existsOne: return .bool
    case .filter: return .list(element)
    case .map: return .list(result ?? .dyn)
    case .transformMap: return .map(key, result ?? .dyn)
    case .transformMapEntry:
      guard isChecked, let result else { return .dyn }
      let wanted = ExpressionType.map(solver.fresh(), solver.fresh())
      guard solver.assign([result], to: [wanted]) else {
        throw Failure(.noOverload, "the entry must be a map, not a '\(solver.settled(result))'", at: place)
      }
      return wanted
    case .sortBy: return .list(element)
    }
  }

  mutating func bind(_ name: String, _ value: Syntax, _ body: Syntax) throws(Failure) -> Typed {
    let bound = try compile(value)
    let local = Local(name: name, slot: slot(), type: bound.type)
    let result = try with([local]) { compiler throws(Failure) in try compiler.compile(body) }
    return Typed(node: .bind(local.slot, bound.node, result.node), type: result.type)
  }

  mutating func optionalMap(
    _ operand: Syntax, _ name: String, _ body: Syntax, _ isFlat: Bool, _ place: Place
  ) throws(Failure) -> Typed {
    let target = try compile(operand)
    let inner = isChecked ? solver.fresh() : .dyn
    guard !isChecked || solver.assign([target.type], to: [.optional(inner)]) else {
      throw .noOverload(isFlat ? "optFlatMap" : "optMap", [solver.settled(target.type).description], at: place)
    }
    let type = solver.resolved(inner)
    let local = Local(name: name, slot: slot(), type: type.isParameter ? .dyn : type)
    let result = try with([local]) { compiler throws(Failure) in try compiler.compile(body) }
    if isFlat, isChecked, !solver.assign([result.type], to: [.optional(solver.fresh())]) {
      throw Failure(
        .noOverload, "the result of optFlatMap must be an optional, not a '\(solver.settled(result.type))'",
        at: body.place)
    }
    return Typed(
      node: .optionalMap(target.node, slot: local.slot, result.node, isFlat: isFlat, place),
      type: isFlat ? result.type : .optional(result.type))
  }
}

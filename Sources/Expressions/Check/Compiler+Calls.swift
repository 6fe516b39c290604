extension Compiler {
  mutating func call(
    _ name: String, _ target: Syntax?, _ arguments: [Syntax], _ namePlace: Place, _ place: Place
  ) throws(Failure) -> Typed {
    guard let target else { return try call(FunctionTable.globals[name], name, arguments, nil, namePlace) }
    // `math.abs(x)` is no method of a variable `math`.
    if let space = target.qualifiedName, local(target.root.name) == nil {
      let full = "\(space).\(name)"
      if let function = FunctionTable.globals[full] {
        return try call(function, full, arguments, nil, target.place.to(namePlace))
      }
      if FunctionTable.namespaces.contains(space), declarations[space] == nil {
        return try call(nil, full, arguments, nil, target.place.to(namePlace))
      }
    }
    if name == "or" || name == "orValue", arguments.count == 1 {
      return try alternative(target, arguments[0], isValue: name == "orValue", namePlace)
    }
    return try call(FunctionTable.methods[name], name, arguments, target, namePlace)
  }

  private mutating func call(
    _ function: Function?, _ name: String, _ arguments: [Syntax], _ target: Syntax?, _ place: Place
  ) throws(Failure) -> Typed {
    guard let function else { return try mistake(unknown(name, isMethod: target != nil, place)) }
    var nodes: [Node] = []
    var types: [ExpressionType] = []
    for argument in (target.map { [$0] } ?? []) + arguments {
      let typed = try compile(argument)
      nodes.append(typed.node)
      types.append(typed.type)
    }
    let type =
      function.isVariadic
      ? try variadic(name, types, place) : try resolve(function.signatures, types, name, place)
    guard function.takes(nodes.count) else {
      return try mistake(.noOverload(name, types.map { solver.settled($0).description }, at: place))
    }
    return Typed(node: try node(function, nodes, place), type: type)
  }

  /// What can be done now is.
  private func node(_ function: Function, _ nodes: [Node], _ place: Place) throws(Failure) -> Node {
    if function.name == "matches", case .string(let source)? = nodes[1].constant {
      do throws(Failure) {
        return .matches(nodes[0], try Pattern(source), place)
      } catch {
        return try mistake(error.placed(at: place)).node
      }
    }
    if ["timestamp", "duration"].contains(function.name), let value = nodes[0].constant {
      var budget = Budget(.standard)
      if let result = try? function.body([value], &budget) { return .constant(result) }
    }
    return .call(function, nodes, place)
  }

  private mutating func alternative(
    _ target: Syntax, _ other: Syntax, isValue: Bool, _ place: Place
  ) throws(Failure) -> Typed {
    let first = try compile(target)
    let second = try compile(other)
    let type = try resolve(
      isValue ? Operators.orValue : Operators.or, [first.type, second.type], isValue ? "orValue" : "or", place)
    return Typed(node: .alternative(first.node, second.node, isValue: isValue, place), type: type)
  }

  /// Numbers, or one list of them.
  private mutating func variadic(
    _ name: String, _ types: [ExpressionType], _ place: Place
  ) throws(Failure) -> ExpressionType {
    guard isChecked else { return .dyn }
    var members = types.map { solver.resolved($0) }
    if members.count == 1, case .list(let element) = members[0] { members = [element] }
    let isFine = !members.isEmpty && members.allSatisfy { [.int, .uint, .double, .dyn].contains($0) || $0.isParameter }
    guard isFine else { throw .noOverload(name, types.map { solver.settled($0).description }, at: place) }
    return members.allSatisfy { $0 == members[0] } ? members[0] : .dyn
  }

  private func unknown(_ name: String, isMethod: Bool, _ place: Place) -> Failure {
    let table = isMethod ? FunctionTable.methods : FunctionTable.globals
    let macros = isMethod ? Self.macros : ["has"]
    let hint: String?
    if !isMethod, FunctionTable.methods[name] != nil || Self.macros.contains(name) {
      hint = "it is called on a value: x.\(name)(...)"
    } else if isMethod, FunctionTable.globals[name] != nil {
      hint = "it is not called on a value: \(name)(x)"
    } else if isMethod, Self.macros.contains(name) {
      hint = "'\(name)' takes another number of arguments"
    } else {
      hint = Slip.question(name) ?? NearName.question(name, among: Array(table.keys) + macros)
    }
    return Failure(.unknownFunction, "unknown function '\(name)'", hint: hint, at: place)
  }

  static let macros = [
    "all", "exists", "exists_one", "existsOne", "filter", "map", "transformList", "transformMap", "transformMapEntry",
    "sortBy", "optMap", "optFlatMap", "or", "orValue",
  ]
}

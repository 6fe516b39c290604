/// Macros: calls that are no functions, since their arguments are not simply evaluated.
extension Parser {
  func call(
    _ function: String, target: Syntax?, _ arguments: [Syntax], name: Place, from start: Place
  ) throws(Failure) -> Syntax {
    let place = start.to(last)
    if let target {
      if let macro = try method(function, target, arguments, place) { return macro }
    } else if function == "has", arguments.count == 1 {
      guard case .select(let operand, let field) = arguments[0].kind else {
        throw Failure(
          .syntax, "has() takes a field", hint: "such as has(input.size)", at: arguments[0].place)
      }
      return try made(.has(operand, field), place, [operand])
    }
    return try made(
      .call(function, target: target, arguments, name: name), place, (target.map { [$0] } ?? []) + arguments)
  }

  private func method(
    _ function: String, _ target: Syntax, _ arguments: [Syntax], _ place: Place
  ) throws(Failure) -> Syntax? {
    switch (function, arguments.count) {
    case ("all", 2), ("all", 3): return try loop(.all, target, arguments, place)
    case ("exists", 2), ("exists", 3): return try loop(.exists, target, arguments, place)
    case ("exists_one", 2), ("existsOne", 2), ("exists_one", 3), ("existsOne", 3):
      return try loop(.existsOne, target, arguments, place)
    case ("filter", 2): return try loop(.filter, target, arguments, place)
    case ("map", 2): return try transformation(.map, target, names: 1, arguments, place)
    case ("map", 3): return try transformation(.map, target, names: 1, arguments, place)
    case ("transformList", 3), ("transformList", 4):
      return try transformation(.map, target, names: 2, arguments, place)
    case ("transformMap", 3), ("transformMap", 4):
      return try transformation(.transformMap, target, names: 2, arguments, place)
    case ("transformMapEntry", 3), ("transformMapEntry", 4):
      return try transformation(.transformMapEntry, target, names: 2, arguments, place)
    case ("sortBy", 2): return try transformation(.sortBy, target, names: 1, arguments, place)
    case ("optMap", 2), ("optFlatMap", 2):
      let name = try simpleName(arguments[0])
      return try made(
        .optionalMap(target, name, arguments[1], isFlat: function == "optFlatMap"), place, [target, arguments[1]])
    case ("bind", 3) where target.qualifiedName == "cel":
      let name = try simpleName(arguments[0])
      return try made(.bind(name, arguments[1], arguments[2]), place, [arguments[1], arguments[2]])
    default: return nil
    }
  }

  /// The last argument is a condition, those before it are names.
  private func loop(
    _ kind: Syntax.Loop.Kind, _ target: Syntax, _ arguments: [Syntax], _ place: Place
  ) throws(Failure) -> Syntax {
    let names = try names(arguments.dropLast())
    let condition = arguments[arguments.count - 1]
    let loop = Syntax.Loop(kind: kind, range: target, names: names, condition: condition)
    return try made(.loop(loop), place, [target, condition])
  }

  /// After the names comes a result, perhaps with a condition before it.
  private func transformation(
    _ kind: Syntax.Loop.Kind, _ target: Syntax, names count: Int, _ arguments: [Syntax], _ place: Place
  ) throws(Failure) -> Syntax {
    let names = try names(arguments.prefix(count))
    let result = arguments[arguments.count - 1]
    let condition = arguments.count > count + 1 ? arguments[count] : nil
    let loop = Syntax.Loop(kind: kind, range: target, names: names, condition: condition, result: result)
    return try made(.loop(loop), place, [target, result] + (condition.map { [$0] } ?? []))
  }

  private func names(_ arguments: ArraySlice<Syntax>) throws(Failure) -> [String] {
    var names: [String] = []
    for argument in arguments {
      let name = try simpleName(argument)
      guard !names.contains(name) else {
        throw Failure(.syntax, "the variables of a macro must differ", at: argument.place)
      }
      names.append(name)
    }
    return names
  }

  private func simpleName(_ argument: Syntax) throws(Failure) -> String {
    guard case .identifier(let name, isRooted: false) = argument.kind else {
      throw Failure(.syntax, "the argument must be a simple name", at: argument.place)
    }
    return name
  }
}

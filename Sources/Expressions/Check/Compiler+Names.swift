/// Names, fields and elements.
extension Compiler {
  /// The longest part of `a.b.c` that is a variable or a type is what is meant; the rest selects fields.
  mutating func name(_ syntax: Syntax) throws(Failure) -> Typed {
    if let name = syntax.qualifiedName {
      let root = syntax.root
      if root.isRooted || local(root.name) == nil {
        if let type = declarations[name] {
          return Typed(node: .variable(slot(of: name), name: name, syntax.place), type: type)
        }
        if ExpressionValue.typeNames.contains(name) {
          return Typed(node: .constant(.type(name)), type: .type)
        }
      }
    }
    switch syntax.kind {
    case .identifier(let name, let isRooted):
      if !isRooted, let local = local(name) { return Typed(node: .local(local.slot), type: local.type) }
      return try mistake(unknownVariable(name, syntax.place))
    case .select(let operand, let field): return try select(operand, field)
    default: return try compile(syntax)
    }
  }

  func local(_ name: String) -> Local? { locals.last { $0.name == name } }

  private func unknownVariable(_ name: String, _ place: Place) -> Failure {
    let known = declarations.names + locals.map(\.name)
    let hint =
      NearName.question(name, among: known)
      ?? (declarations.names.isEmpty ? nil : "there are \(declarations.names.joined(separator: ", "))")
    return Failure(.unknownVariable, "unknown variable '\(name)'", hint: hint, at: place)
  }

  private mutating func select(_ operand: Syntax, _ field: Syntax.Field) throws(Failure) -> Typed {
    let target = try compile(operand)
    let name = FieldName(field.name)
    let (type, isOptional) = try fieldType(of: target.type, field)
    if field.isOptional {
      return Typed(node: .optionalSelect(target.node, name, field.place), type: isOptional ? type : .optional(type))
    }
    return Typed(node: .select(target.node, name, field.place), type: type)
  }

  mutating func has(_ operand: Syntax, _ field: Syntax.Field) throws(Failure) -> Typed {
    let target = try compile(operand)
    _ = try fieldType(of: target.type, field)
    return Typed(node: .has(target.node, FieldName(field.name), field.place), type: .bool)
  }

  /// The type of a field, and whether that is an optional because the operand is.
  private mutating func fieldType(
    of type: ExpressionType, _ field: Syntax.Field
  ) throws(Failure) -> (ExpressionType, isOptional: Bool) {
    guard isChecked else { return (.dyn, false) }
    switch solver.resolved(type) {
    case .dyn: return (.dyn, false)
    case .map(_, let value): return (value, false)
    case .optional(let inner): return (.optional(try fieldType(of: inner, field).0), true)
    case .parameter(let number):
      _ = solver.assign([.dyn], to: [.parameter(number)])
      return (.dyn, false)
    case let other:
      throw Failure(
        .noOverload, "type '\(solver.settled(other))' does not support field selection", at: field.place)
    }
  }

  mutating func index(
    _ operand: Syntax, _ index: Syntax, _ isOptional: Bool, _ place: Place
  ) throws(Failure) -> Typed {
    let target = try compile(operand)
    let key = try compile(index)
    let type = try resolve(
      isOptional ? Operators.optionalIndex : Operators.index, [target.type, key.type], "[]", index.place)
    return Typed(node: .index(target.node, key.node, isOptional: isOptional, index.place), type: type)
  }
}

extension Syntax {
  /// Where a qualified name begins.
  var root: (name: String, isRooted: Bool) {
    switch kind {
    case .identifier(let name, let isRooted): (name, isRooted)
    case .select(let operand, _): operand.root
    default: ("", false)
    }
  }
}

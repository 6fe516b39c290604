extension Declaration {
  /// One argument; required, unless the field is optional.
  package func positional<Value: ArgumentValue>(
    _ placeholder: String, _ path: Field<Value>, _ summary: String, _ traits: Trait<Value>...
  ) -> Self {
    single(placeholder, path, .one, summary, traits)
  }

  /// One argument that may be left out.
  package func positional<Value: ArgumentValue>(
    _ placeholder: String, _ path: Field<Value?>, _ summary: String, _ traits: Trait<Value?>...
  ) -> Self {
    single(placeholder, path, .optional, summary, traits)
  }

  /// One argument that may be left out: the field then keeps its default.
  package func positional<Value: ArgumentValue>(
    _ placeholder: String, optional path: Field<Value>, _ summary: String, _ traits: Trait<Value>...
  ) -> Self {
    single(placeholder, path, .optional, summary, traits)
  }

  /// All arguments that are left: any number, or with `required` one at least.
  package func positional<Value: ArgumentValue>(
    _ placeholder: String, _ path: Field<[Value]>, required: Bool = false, _ summary: String, _ traits: Trait<Value>...
  ) -> Self {
    var parameter = Parameter(
      kind: .positional(.many(required: required)), name: placeholder, placeholder: placeholder, summary: summary,
      defaultText: required ? nil : defaultText(Root()[keyPath: path]), accepted: Value.accepted,
      completion: Value.completion)
    traits.apply(to: &parameter)
    return adding(parameter) { (root, given) throws(ArgumentError) in
      root[keyPath: path] = try values(given, traits)
    }
  }

  /// What stands behind `--`, untouched: another program's command line.
  package func passthrough(
    _ placeholder: String, _ path: Field<[String]>, required: Bool = false, _ summary: String,
    _ traits: Trait<String>...
  ) -> Self {
    var parameter = Parameter(
      kind: .passthrough(required: required), name: placeholder, placeholder: placeholder, summary: summary,
      completion: .files)
    traits.apply(to: &parameter)
    return adding(parameter) { (root, given) throws(ArgumentError) in
      root[keyPath: path] = try values(given, traits)
    }
  }

  private func single<Value: ArgumentValue>(
    _ placeholder: String, _ path: Field<Value>, _ arity: Parameter.Arity, _ summary: String, _ traits: [Trait<Value>]
  ) -> Self {
    var parameter = Parameter(
      kind: .positional(arity), name: placeholder, placeholder: placeholder, summary: summary,
      defaultText: arity == .one ? nil : Root()[keyPath: path].argumentText, accepted: Value.accepted,
      completion: Value.completion)
    traits.apply(to: &parameter)
    return adding(parameter) { (root, given) throws(ArgumentError) in
      if let last = given.last { root[keyPath: path] = try last.convert(traits) }
    }
  }
}

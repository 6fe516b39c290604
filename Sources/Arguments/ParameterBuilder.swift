/// What `Declaration` and `OptionList` have in common: parameters are added one call each.
///
/// A name is bound to a field by its key path. The default is the value that the field has in `Root()`.
package protocol ParameterBuilder<Root>: Sendable {
  associatedtype Root: ArgumentFields
  var list: ParameterList<Root> { get set }
}

extension ParameterBuilder {
  package typealias Field<Value> = any WritableKeyPath<Root, Value> & Sendable

  /// `--name`; with `negatable` also `--no-name`. The last one wins.
  package func flag(
    _ name: String, _ path: Field<Bool>, negatable: Bool = false, _ summary: String, _ traits: Trait<Bool>...
  ) -> Self {
    flag(name, nil, path, negatable, summary, traits)
  }

  /// `-n`, `--name`; with `negatable` also `--no-name`. The last one wins.
  package func flag(
    _ name: String, _ short: Character, _ path: Field<Bool>, negatable: Bool = false, _ summary: String,
    _ traits: Trait<Bool>...
  ) -> Self {
    flag(name, short, path, negatable, summary, traits)
  }

  /// `-v`, `-vv`: the field holds how often it was given.
  package func counted(
    _ name: String, _ short: Character, _ path: Field<Int>, _ summary: String, _ traits: Trait<Int>...
  ) -> Self {
    var parameter = Parameter(kind: .counted, name: name, short: short, placeholder: "", summary: summary)
    traits.apply(to: &parameter)
    return adding(parameter) { (root, given) throws(ArgumentError) in
      guard let last = given.last, last.origin != .commandLine else {
        root[keyPath: path] = given.count
        return
      }
      root[keyPath: path] = try last.convert(traits)
    }
  }

  /// `--name VALUE`, `--name=VALUE`. The last one wins. Optional if the field's type is.
  package func option<Value: ArgumentValue>(
    _ name: String, _ path: Field<Value>, _ placeholder: String, _ summary: String, _ traits: Trait<Value>...
  ) -> Self {
    option(name, nil, path, placeholder, summary, traits)
  }

  /// `-n VALUE`, `-nVALUE`, `--name VALUE`, `--name=VALUE`. The last one wins.
  package func option<Value: ArgumentValue>(
    _ name: String, _ short: Character, _ path: Field<Value>, _ placeholder: String, _ summary: String,
    _ traits: Trait<Value>...
  ) -> Self {
    option(name, short, path, placeholder, summary, traits)
  }

  /// An option that may be repeated. What is given replaces the default.
  package func option<Value: ArgumentValue>(
    _ name: String, _ path: Field<[Value]>, _ placeholder: String, _ summary: String, _ traits: Trait<Value>...
  ) -> Self {
    repeating(name, nil, path, placeholder, summary, traits)
  }

  /// An option that may be repeated. What is given replaces the default.
  package func option<Value: ArgumentValue>(
    _ name: String, _ short: Character, _ path: Field<[Value]>, _ placeholder: String, _ summary: String,
    _ traits: Trait<Value>...
  ) -> Self {
    repeating(name, short, path, placeholder, summary, traits)
  }

  /// At most one of these parameters, by name.
  package func exclusive(_ names: String...) -> Self { adding(.exclusive(names)) }

  /// `name` makes sense only with one of `others`.
  package func requires(_ name: String, _ others: String...) -> Self { adding(.requires(name, others)) }

  package func exactlyOne(_ names: String...) -> Self { adding(.exactlyOne(names)) }

  /// With one name: that parameter must be given.
  package func atLeastOne(_ names: String...) -> Self { adding(.atLeastOne(names)) }
}

extension ParameterBuilder {
  func adding(
    _ parameter: Parameter, _ apply: @escaping @Sendable (inout Root, [Occurrence]) throws(ArgumentError) -> Void
  )
    -> Self
  {
    var copy = self
    copy.list.bindings.append(Binding(parameter: parameter, apply: apply))
    return copy
  }

  private func adding(_ rule: Rule) -> Self {
    var copy = self
    copy.list.rules.append(rule)
    return copy
  }

  private func flag(
    _ name: String, _ short: Character?, _ path: Field<Bool>, _ negatable: Bool, _ summary: String,
    _ traits: [Trait<Bool>]
  ) -> Self {
    var parameter = Parameter(
      kind: .flag(negatable: negatable), name: name, short: short, placeholder: "", summary: summary)
    if negatable { parameter.defaultText = Root()[keyPath: path] ? "--\(name)" : "--no-\(name)" }
    traits.apply(to: &parameter)
    return adding(parameter) { (root, given) throws(ArgumentError) in
      if let last = given.last { root[keyPath: path] = try last.convert(traits) }
    }
  }

  private func option<Value: ArgumentValue>(
    _ name: String, _ short: Character?, _ path: Field<Value>, _ placeholder: String, _ summary: String,
    _ traits: [Trait<Value>]
  ) -> Self {
    var parameter = Parameter(
      kind: .option(repeats: false), name: name, short: short, placeholder: placeholder, summary: summary,
      defaultText: Root()[keyPath: path].argumentText, accepted: Value.accepted, completion: Value.completion)
    traits.apply(to: &parameter)
    return adding(parameter) { (root, given) throws(ArgumentError) in
      if let last = given.last { root[keyPath: path] = try last.convert(traits) }
    }
  }

  private func repeating<Value: ArgumentValue>(
    _ name: String, _ short: Character?, _ path: Field<[Value]>, _ placeholder: String, _ summary: String,
    _ traits: [Trait<Value>]
  ) -> Self {
    var parameter = Parameter(
      kind: .option(repeats: true), name: name, short: short, placeholder: placeholder, summary: summary,
      defaultText: defaultText(Root()[keyPath: path]), accepted: Value.accepted, completion: Value.completion)
    traits.apply(to: &parameter)
    return adding(parameter) { (root, given) throws(ArgumentError) in
      root[keyPath: path] = try values(given.flatMap(\.listed), traits)
    }
  }
}

func defaultText<Value: ArgumentValue>(_ values: [Value]) -> String? {
  values.isEmpty ? nil : values.compactMap(\.argumentText).joined(separator: ",")
}

func values<Value: ArgumentValue>(
  _ given: [Occurrence], _ traits: [Trait<Value>]
) throws(ArgumentError) -> [Value] {
  var values: [Value] = []
  for occurrence in given { values.append(try occurrence.convert(traits)) }
  return values
}

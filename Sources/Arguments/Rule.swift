/// What holds between parameters of one command, by their names: checked, and printed by help and manual.
package enum Rule: Sendable, Equatable {
  /// At most one of these.
  case exclusive([String])
  /// The first makes sense only with one of the others.
  case requires(String, [String])
  case exactlyOne([String])
  case atLeastOne([String])

  /// Every parameter that is spoken of.
  package var names: [String] {
    switch self {
    case .exclusive(let names), .exactlyOne(let names), .atLeastOne(let names): names
    case .requires(let name, let others): [name] + others
    }
  }

  /// What help says, without a full stop. `spell` turns a name into `--name` or `NAME`.
  func sentence(_ spell: (String) -> String) -> String {
    switch self {
    case .exclusive(let names): "\(list(names, "and", spell)) exclude each other"
    case .requires(let name, let others): "\(spell(name)) needs \(list(others, "or", spell))"
    case .exactlyOne(let names): "exactly one of \(list(names, "and", spell)) is needed"
    case .atLeastOne(let names):
      names.count == 1 ? "\(spell(names[0])) is needed" : "\(list(names, "or", spell)) is needed"
    }
  }

  /// - Parameter given: was it said, on the command line, in the environment or by a setting? And typed?
  func check(given: (String) -> Bool, typed: (String) -> Bool, _ spell: (String) -> String) throws(ArgumentError) {
    switch self {
    case .exclusive(let names): try refuseTwo(of: names.filter(typed), spell)
    case .requires(let name, let others):
      guard typed(name), !others.contains(where: given) else { return }
      throw ArgumentError(.missingOption, "'\(spell(name))' needs \(quoted(others, spell))")
    case .exactlyOne(let names):
      try refuseTwo(of: names.filter(typed), spell)
      try refuseNone(of: names, given, spell)
    case .atLeastOne(let names): try refuseNone(of: names, given, spell)
    }
  }

  private func refuseTwo(of names: [String], _ spell: (String) -> String) throws(ArgumentError) {
    guard names.count > 1 else { return }
    throw ArgumentError(.conflict, "'\(spell(names[0]))' can't be used with '\(spell(names[1]))'")
  }

  private func refuseNone(
    of names: [String], _ given: (String) -> Bool, _ spell: (String) -> String
  ) throws(ArgumentError) {
    guard !names.contains(where: given) else { return }
    throw ArgumentError(.missingOption, "missing \(quoted(names, spell))")
  }

  private func quoted(_ names: [String], _ spell: (String) -> String) -> String {
    list(names, "or") { "'\(spell($0))'" }
  }

  private func list(_ names: [String], _ word: String, _ spell: (String) -> String) -> String {
    guard let last = names.last, names.count > 1 else { return names.map(spell).joined() }
    return names.dropLast().map(spell).joined(separator: ", ") + " \(word) \(spell(last))"
  }
}

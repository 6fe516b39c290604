extension Scanner {
  func unknownCommand(_ word: String) -> ArgumentError {
    let names = node.children.filter { $0.visibility == .shown }.flatMap { [$0.name] + $0.aliases }
    var found = Suggestion.nearest(to: word, among: names).map { (path + [$0]).joined(separator: " ") }
    if found.isEmpty { found = elsewhere(word) }
    let subject = (path + [word]).joined(separator: " ")
    return ArgumentError(.unknownCommand, "unknown command '\(subject)'", hint: Suggestion.didYouMean(found)).at(path)
  }

  /// Commands that end in this word, wherever they are.
  private func elsewhere(_ word: String) -> [String] {
    tree.shown.filter { $0.path.count > 1 && ($0.node.name == word || $0.node.aliases.contains(word)) }.prefix(3)
      .map { $0.path.joined(separator: " ") }
  }

  func unknownOption(_ spelled: String, in word: String) -> ArgumentError {
    let subject = spelled.hasPrefix("--") || word.count == 2 ? "'\(spelled)'" : "'\(spelled)' in '\(word)'"
    return ArgumentError(.unknownOption, "unknown option \(subject)", hint: optionHint(spelled, in: word)).at(path)
  }

  private func optionHint(_ spelled: String, in word: String) -> String? {
    let longs = (node.parameters + tree.globals + tree.builtins(at: path))
      .filter { !$0.isPositional && $0.visibility == .shown }
      .flatMap { $0.kind == .flag(negatable: true) ? ["--\($0.name)", "--no-\($0.name)"] : ["--\($0.name)"] }
    // `-status` is `--status` with a dash lost.
    let lost = "-\(word.prefix { $0 != "=" })"
    if !spelled.hasPrefix("--"), word.count > 2, longs.contains(lost) { return "did you mean '\(lost)'?" }
    let near = spelled.hasPrefix("--") ? Suggestion.nearest(to: spelled, among: longs) : []
    if let first = near.first, Suggestion.isSlip(spelled, of: first) { return Suggestion.didYouMean(near) }
    return belongs(spelled) ?? Suggestion.didYouMean(near) ?? forgotten(word)
  }

  private func belongs(_ spelled: String) -> String? {
    let owners = tree.shown.filter { _, node in
      node.parameters.contains {
        guard !$0.isPositional, $0.visibility == .shown else { return false }
        return "--\($0.name)" == spelled || (spelled.hasPrefix("--") ? false : $0.short.map { "-\($0)" } == spelled)
      }
    }
    // An option that half of all commands have says nothing about what was meant.
    guard (1...3).contains(owners.count) else { return nil }
    let names = owners.map { "'\($0.path.joined(separator: " "))'" }
    return "option '\(spelled)' belongs to \(names.joined(separator: " and "))"
  }

  private func forgotten(_ word: String) -> String? {
    if let passthrough = node.passthrough { return "did you forget '--' before \(passthrough.placeholder)?" }
    guard let argument = node.positionals.last(where: { positionals.count < node.positionals.count || $0.repeats })
    else {
      return nil
    }
    return "did you forget '--'? to give '\(word)' as \(argument.placeholder), write '-- \(word)'"
  }
}

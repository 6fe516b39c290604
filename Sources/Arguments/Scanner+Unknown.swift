extension Scanner {
  func unknownCommand(_ word: String) -> ArgumentError {
    let subject = (path + [word]).joined(separator: " ")
    return ArgumentError(.unknownCommand, "unknown command '\(subject)'", hint: commandHint(word)).at(path)
  }

  /// A name here, an alias here, the same word elsewhere in the tree, a similar one there: the first that is found.
  private func commandHint(_ word: String) -> String? {
    let here = node.children.filter { $0.visibility == .shown }
    let elsewhere = tree.shown.filter { $0.path.count > 1 && $0.node.visibility == .shown }
    let same = elsewhere.filter { $0.node.name == word || $0.node.aliases.contains(word) }.prefix(3)
    let similar = Suggestion.nearest(to: word, among: elsewhere.map(\.node.name))
    let found = [
      Suggestion.nearest(to: word, among: here.map(\.name)).map { (path + [$0]).joined(separator: " ") },
      Suggestion.nearest(to: word, among: here.flatMap(\.aliases)).map { (path + [$0]).joined(separator: " ") },
      same.map { $0.path.joined(separator: " ") },
      elsewhere.filter { similar.contains($0.node.name) }.prefix(3).map { $0.path.joined(separator: " ") },
    ]
    return found.first { !$0.isEmpty }.flatMap(Suggestion.didYouMean)
  }

  func unknownOption(_ spelled: String, in word: String) -> ArgumentError {
    let subject =
      spelled.hasPrefix("--") || word.count == 2 || spelled == word ? "'\(spelled)'" : "'\(spelled)' in '\(word)'"
    return ArgumentError(.unknownOption, "unknown option \(subject)", hint: optionHint(spelled, in: word)).at(path)
  }

  private func optionHint(_ spelled: String, in word: String) -> String? {
    if let whole = longWithLostDash(word) { return "did you mean '\(whole)'?" }
    let names = (node.parameters + tree.globals + tree.builtins(at: path))
      .filter { !$0.isPositional && $0.visibility == .shown }
      .flatMap { $0.kind == .flag(negatable: true) ? [$0.name, "no-\($0.name)"] : [$0.name] }
    let name = String(spelled.dropFirst(2))
    let near = spelled.hasPrefix("--") ? Suggestion.nearest(to: name, among: names) : []
    let meant = Suggestion.didYouMean(near.map { "--\($0)" })
    // One slip of the finger is likelier than an option of another command; that is likelier than two slips.
    if let first = near.first, Suggestion.isSlip(name, of: first) { return meant }
    return belongs(spelled) ?? meant ?? forgotten(word)
  }

  /// `-status` is `--status` with a dash lost.
  func longWithLostDash(_ word: String) -> String? {
    let whole = "-\(word.prefix { $0 != "=" })"
    let isKnown = (node.parameters + tree.globals + tree.builtins(at: path)).contains {
      !$0.isPositional && whole.count > 4 && "--\($0.name)" == whole
    }
    return isKnown && !word.hasPrefix("--") ? whole : nil
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
    let names = owners.map { "'\($0.path.joined(separator: " "))'" }.joined(separator: " and ")
    let isBelow = owners.allSatisfy { $0.path.count > path.count && $0.path.starts(with: path) }
    return isBelow ? "write it after \(names)" : "it belongs to \(names)"
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

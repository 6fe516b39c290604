extension TreeDescription {
  /// What may stand where the last of `words` is being typed.
  /// - Parameter words: the line without the program, up to the cursor; the last word may be empty.
  package func completion(of words: [String]) -> Completion {
    let typed = words.last ?? ""
    let scan = Scanner(self, Array(words.dropLast()))
    var completion = Completion()
    if let error = scan.error, error.code == .unknownCommand { return completion }
    if let parameter = scan.awaiting {
      completion.offer(parameter.completion, prefix: typed)
    } else if scan.tail == nil, typed.hasPrefix("--"), let equals = typed.firstIndex(of: "=") {
      let name = typed[..<equals].dropFirst(2)
      let option = (scan.node.parameters + globals).first { $0.takesValue && $0.name == name }
      completion.lead = String(typed[...equals])
      completion.offer(option?.completion ?? .none, prefix: String(typed[equals...].dropFirst()))
    } else if scan.tail == nil, typed.hasPrefix("-") {
      completion.offer(options(scan).filter { $0.value.hasPrefix(typed) })
    } else {
      completion.offer(commands(scan, typed))
      offerArgument(scan, typed, &completion)
    }
    return completion
  }

  /// The same, with the names that only the caller can look up.
  package func completion(
    of words: [String], names: (Completion.LiveNames) async -> [Completion.Candidate]
  ) async -> Completion {
    var completion = completion(of: words)
    if let live = completion.live { completion.add(await names(live)) }
    return completion
  }

  private func commands(_ scan: Scanner, _ typed: String) -> [Completion.Candidate] {
    guard scan.positionals.isEmpty, scan.tail == nil else { return [] }
    return commands(below: scan.node, typed)
  }

  /// Aliases are offered only where no name fits.
  private func commands(below node: CommandNode, _ typed: String) -> [Completion.Candidate] {
    let nodes = node.children.filter { $0.visibility == .shown }
    let names = nodes.map { Completion.Candidate($0.name, $0.about.summary) }
    let aliases = nodes.flatMap { node in node.aliases.map { Completion.Candidate($0, node.about.summary) } }
    let fitting = names.filter { $0.value.hasPrefix(typed) }
    return fitting.isEmpty ? aliases.filter { $0.value.hasPrefix(typed) } : fitting
  }

  private func options(_ scan: Scanner) -> [Completion.Candidate] {
    let given = Set(
      scan.given.keys.map { slot in
        switch slot {
        case .own(let index): scan.node.parameters[index].name
        case .global(let index): globals[index].name
        }
      })
    let open = (scan.node.parameters + globals + builtins(at: scan.path)).filter {
      !$0.isPositional && $0.visibility == .shown && ($0.repeats || !given.contains($0.name))
    }
    return open.flatMap { parameter in
      let names = parameter.kind == .flag(negatable: true) ? ["", "no-"] : [""]
      return names.map { Completion.Candidate("--\($0)\(parameter.name)", parameter.summary) }
    }
  }

  private func offerArgument(_ scan: Scanner, _ typed: String, _ completion: inout Completion) {
    if let tail = scan.tail, let passthrough = scan.node.passthrough {
      completion.offer(passthrough.completion, prefix: typed)
      // The program's own options are not ours to know.
      if !tail.isEmpty, typed.hasPrefix("-") { completion.paths = .none }
      return
    }
    let positionals = scan.node.positionals
    let index = scan.positionals.count + (scan.tail?.count ?? 0)
    let endless = positionals.first(where: \.repeats)
    guard let parameter = index < positionals.count ? positionals[index] : endless else { return }
    if parameter.completion == .commands {
      offerHelp(scan.positionals, typed, &completion)
    } else {
      completion.offer(parameter.completion, prefix: typed)
    }
  }

  private func offerHelp(_ words: [String], _ typed: String, _ completion: inout Completion) {
    guard let (path, node) = node(at: words) else { return }
    completion.offer(commands(below: node, typed))
    guard path.isEmpty else { return }
    completion.offer(
      topics.filter { $0.name.hasPrefix(typed) }.map { Completion.Candidate($0.name, $0.summary) })
  }
}

extension CommandTree {
  /// Understands a command line. Performs nothing and never traps, whatever the words are.
  ///
  /// - Parameters:
  ///   - words: the command line without the program.
  ///   - fallbacks: environment and configuration file.
  ///   - initial: the global options before anything is read; a REPL hands in those of its session.
  package func parse(
    _ words: [String], _ fallbacks: Fallbacks = .none, globals initial: Globals = Globals()
  ) -> ParseOutcome<Context, Globals> {
    if words.first == "__complete" { return .complete(Array(words.dropFirst())) }
    let scan = Scanner(description, words)
    if let error = scan.error, error.code == .unknownCommand { return .failure(error) }
    if scan.version { return .version("\(description.name) \(description.version)") }
    if let help = scan.help { return .help(helpPage(scan, long: help == .long)) }
    if words.isEmpty { return .help(helpPage(scan, long: false)) }
    do {
      return try outcome(scan, fallbacks, initial)
    } catch {
      return .failure(error.at(scan.path))
    }
  }

  /// The global options in a line that may be wrong or unfinished: what completion needs to find the database.
  package func globals(
    in words: [String], _ fallbacks: Fallbacks = .none, globals initial: Globals = Globals()
  ) -> Globals {
    var globals = initial
    let given = given(globalsOf: Scanner(description, words), fallbacks)
    for (binding, occurrences) in zip(self.globals.bindings, given) where !occurrences.isEmpty {
      try? binding.apply(&globals, occurrences)
    }
    return globals
  }

  private func outcome(
    _ scan: Scanner, _ fallbacks: Fallbacks, _ initial: Globals
  ) throws(ArgumentError) -> ParseOutcome<Context, Globals> {
    if let error = scan.error { throw error }
    guard scan.node.isCommand, let make = makers[scan.path] else { throw needsCommand(scan) }

    var globals = initial
    let globalsGiven = given(globalsOf: scan, fallbacks)
    try self.globals.fill(&globals, globalsGiven)
    let ofGlobals = CommandNode.Content(
      about: About(summary: ""), parameters: description.globals, rules: description.globalRules)
    try check(CommandNode(name: "", isCommand: false) { ofGlobals }, globalsGiven)
    try self.globals.validate(&globals)
    try globals.validate()

    let given = try given(argumentsOf: scan, fallbacks)
    try check(scan.node, given)
    let command = try make(given)
    if let help = command as? HelpCommand<Context> { return try outcome(help) }

    var origins: [String: Origin] = [:]
    let all = zip(description.globals + scan.node.parameters, globalsGiven + given)
    for (parameter, occurrences) in all { origins[parameter.name] = occurrences.last?.origin }
    return .run(
      Invocation(
        path: scan.path, command: command, globals: globals, warnings: scan.warnings, origins: origins))
  }

  private func outcome(_ help: HelpCommand<Context>) throws(ArgumentError) -> ParseOutcome<Context, Globals> {
    if help.dump != nil { return .dump(description.json) }
    if let directory = help.manual { return .manual(directory: directory) }
    return .help(try description.helpPage(for: help.words))
  }

  private func helpPage(_ scan: Scanner, long: Bool) -> HelpPage {
    description.helpPage(scan.path, scan.node, long: long)
  }

  private func needsCommand(_ scan: Scanner) -> ArgumentError {
    let names = scan.node.children.filter { $0.visibility == .shown }.map(\.name).joined(separator: ", ")
    guard !scan.path.isEmpty else { return ArgumentError(.needsCommand, "missing the command") }
    return ArgumentError(.needsCommand, "'\(scan.path.joined(separator: " "))' needs a command: \(names)")
  }

  private func given(globalsOf scan: Scanner, _ fallbacks: Fallbacks) -> [[Occurrence]] {
    description.globals.enumerated().map { index, parameter in
      scan.given[.global(index)] ?? fallbacks.find(parameter).map { [$0] } ?? []
    }
  }

  private func given(argumentsOf scan: Scanner, _ fallbacks: Fallbacks) throws(ArgumentError) -> [[Occurrence]] {
    var shares = try PositionalShares(scan)
    return scan.node.parameters.enumerated().map { index, parameter in
      if parameter.isPositional { return shares.next() }
      return scan.given[.own(index)] ?? fallbacks.find(parameter).map { [$0] } ?? []
    }
  }

  private func check(_ node: CommandNode, _ given: [[Occurrence]]) throws(ArgumentError) {
    guard !node.rules.isEmpty else { return }
    var origins: [String: Origin] = [:]
    for (parameter, occurrences) in zip(node.parameters, given) { origins[parameter.name] = occurrences.last?.origin }
    for rule in node.rules {
      try rule.check(given: { origins[$0] != nil }, typed: { origins[$0] == .commandLine }, node.spelling)
    }
  }
}

/// What every declaration must have, so that a hundred of them look like one. For a test of the real tree.
package enum TreeLint {
  /// One sentence for each thing that is wrong; empty for a good tree.
  package static func problems<Context: Sendable, Globals: OptionGroup>(
    _ tree: CommandTree<Context, Globals>
  ) -> [String] {
    let description = tree.description
    var problems = check(description.globals, beside: [TreeDescription.helpParameter], "global options")
    for (path, node) in description.root.walk() {
      let name = path.isEmpty ? description.name : path.joined(separator: " ")
      problems += checkSummary(of: node, name)
      problems += checkChildren(of: node, name)
      problems += check(node.parameters, beside: description.globals + description.builtins(at: path), name)
      problems += checkRules(of: node, name)
      problems += checkWidth(description.helpPage(path, node, long: true), name)
      problems += checkWidth(description.helpPage(path, node, long: false), name)
      if node.visibility == .shown { problems += checkReferences(node, name, description) }
      if node.visibility == .shown, node.isCommand, name != "help" { problems += checkExamples(path, node, name, tree) }
    }
    for topic in description.topics { problems += checkWidth(description.helpPage(topic), "topic \(topic.name)") }
    return problems
  }

  private static func checkSummary(of node: CommandNode, _ name: String) -> [String] {
    let summary = node.about.summary
    var problems = phrase(summary, "\(name): the summary")
    let first = summary.lowercased().prefix { $0.isLetter }
    if first == node.name || node.aliases.contains(String(first)) {
      problems.append("\(name): the summary repeats the name")
    }
    if summary.count > 60 { problems.append("\(name): the summary has more than 60 characters") }
    return problems
  }

  private static func phrase(_ text: String, _ subject: String) -> [String] {
    if text.isEmpty { return ["\(subject) is empty"] }
    return text.hasSuffix(".") ? ["\(subject) ends in a full stop"] : []
  }

  private static func checkChildren(of node: CommandNode, _ name: String) -> [String] {
    twice(node.children.flatMap { [$0.name] + $0.aliases }).map { "\(name): two commands are called '\($0)'" }
      + node.children.filter { $0.name.isEmpty || $0.name.hasPrefix("-") || $0.name.contains(" ") }
      .map { "\(name): '\($0.name)' is no name for a command" }
  }

  private static func check(_ own: [Parameter], beside others: [Parameter], _ name: String) -> [String] {
    let all = own + others
    let options = all.filter { !$0.isPositional }
    let longs = options.flatMap { $0.kind == .flag(negatable: true) ? [$0.name, "no-\($0.name)"] : [$0.name] }
    var problems = twice(longs).map { "\(name): two options are called '--\($0)'" }
    problems += twice(options.compactMap(\.short).map(String.init)).map { "\(name): two options are called '-\($0)'" }
    problems += twice(own.filter(\.isPositional).map(\.name)).map { "\(name): two arguments are called '\($0)'" }
    for parameter in own {
      problems += phrase(parameter.summary, "\(name): the summary of '\(parameter.spelling)'")
      let placeholder = parameter.placeholder
      if parameter.takesValue || parameter.isPositional, placeholder.isEmpty || placeholder != placeholder.uppercased()
      {
        problems.append("\(name): the placeholder of '\(parameter.spelling)' is not upper case")
      }
    }
    let positionals = own.filter { if case .positional = $0.kind { true } else { false } }
    if positionals.count(where: \.repeats) > 1 { problems.append("\(name): two arguments may be repeated") }
    if own.count(where: { if case .passthrough = $0.kind { true } else { false } }) > 1 {
      problems.append("\(name): two things stand behind '--'")
    }
    return problems
  }

  private static func checkRules(of node: CommandNode, _ name: String) -> [String] {
    let known = node.parameters.map(\.name)
    return node.rules.flatMap(\.names).filter { !known.contains($0) }.map {
      "\(name): a rule names '\($0)', which is not there"
    }
  }

  private static func checkWidth(_ page: HelpPage, _ name: String) -> [String] {
    page.text(width: 80).split(separator: "\n").filter { $0.count > 80 }
      .map { "\(name): a line of its help is wider than 80 columns: '\($0)'" }
  }

  private static func checkReferences(_ node: CommandNode, _ name: String, _ tree: TreeDescription) -> [String] {
    node.about.seeAlso.filter { reference in
      !reference.contains("(") && tree.node(at: reference.split(separator: " ").map(String.init)) == nil
    }.map { "\(name): see also '\($0)', which is no command" }
  }

  private static func checkExamples<Context: Sendable, Globals: OptionGroup>(
    _ path: [String], _ node: CommandNode, _ name: String, _ tree: CommandTree<Context, Globals>
  ) -> [String] {
    if node.about.examples.isEmpty { return ["\(name): there is no example"] }
    return node.about.examples.flatMap { example -> [String] in
      let problems = phrase(example.summary, "\(name): the summary of '\(example.line)'")
      do throws(ArgumentError) {
        return problems
          + (try problem(with: example, path, tree).map { ["\(name): example '\(example.line)': \($0)"] } ?? [])
      } catch {
        return problems + ["\(name): example '\(example.line)': \(error.line)"]
      }
    }
  }

  private static func problem<Context: Sendable, Globals: OptionGroup>(
    with example: Example, _ path: [String], _ tree: CommandTree<Context, Globals>
  ) throws(ArgumentError) -> String? {
    var found = false
    for words in try ShellWords.commands(example.line) where words.first == tree.description.name {
      switch tree.parse(Array(words.dropFirst())) {
      case .run(let invocation):
        found = found || invocation.path == path
        if let warning = invocation.warnings.first { return warning }
      case .failure(let error): return error.line
      default: return "it shows help, and does nothing"
      }
    }
    return found ? nil : "it does not use the command"
  }

  private static func twice(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { !seen.insert($0).inserted }.unique
  }
}

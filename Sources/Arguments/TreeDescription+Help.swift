extension TreeDescription {
  /// What `help WORDS…` shows: a command by its words, or a topic.
  package func helpPage(for words: [String]) throws(ArgumentError) -> HelpPage {
    let words = words.first == name && node(at: words) == nil ? Array(words.dropFirst()) : words
    if let (path, node) = node(at: words) { return helpPage(path, node, long: true) }
    if words.count == 1, let topic = topics.first(where: { $0.name == words[0] }) {
      return helpPage(topic)
    }
    let known = shown.map { $0.path.joined(separator: " ") } + topics.map(\.name)
    let subject = words.joined(separator: " ")
    throw ArgumentError(
      .unknownTopic, "no command or topic '\(subject)'", hint: Suggestion.didYouMean(subject, among: known))
  }

  /// The sections stand in a fixed order, those that are empty left out.
  func helpPage(_ path: [String], _ node: CommandNode, long: Bool) -> HelpPage {
    var page = HelpPage(manual: ([name] + path).joined(separator: "-"))
    page.blocks = [.usage(usage(path, node)), .text(sentence(node.about.summary))]
    if long, !node.about.discussion.isEmpty { page.blocks.append(.text(node.about.discussion)) }
    for section in node.sections {
      let shown = section.nodes.filter { $0.visibility == .shown || (long && $0.visibility != .hidden) }
      page.add(section.title, shown.map(\.row))
    }
    addParameters(of: node, path, long, to: &page)
    let examples = long ? node.about.examples : Array(node.about.examples.prefix(1))
    if !examples.isEmpty { page.blocks += [.heading("examples"), .examples(examples)] }
    if long, path.isEmpty {
      page.add("topics", topics.map { HelpPage.Term(term: $0.name, summary: $0.summary) })
      page.add("exit status", references.exitStatus.map { $0.row })
    }
    if long, !node.about.seeAlso.isEmpty {
      page.blocks += [.heading("see also"), .notes(node.about.seeAlso.map { reference($0) })]
    }
    if !long || path.isEmpty { page.blocks.append(.text(more(path, node))) }
    return page
  }

  private func addParameters(of node: CommandNode, _ path: [String], _ long: Bool, to page: inout HelpPage) {
    page.add("arguments", terms(node.parameters.filter(\.isPositional), long))
    let options = node.parameters.filter { !$0.isPositional }
    page.add("options", terms(options.filter { $0.section == nil } + builtins(at: path), long))
    for title in options.compactMap(\.section).unique {
      page.add(title, terms(options.filter { $0.section == title }, long))
    }
    if long || path.isEmpty { page.add("global options", terms(globals, long)) }
    let rules = node.rules.map { $0.sentence(node.spelling) }
    if long, !rules.isEmpty { page.blocks += [.heading("rules"), .notes(rules)] }
  }

  private func terms(_ parameters: [Parameter], _ long: Bool) -> [HelpPage.Term] {
    parameters.filter { parameter in
      switch parameter.visibility {
      case .shown: true
      case .hidden: false
      case .deprecated: long
      }
    }.map { parameter in
      let notes = parameter.notes.isEmpty ? "" : " (\(parameter.notes.joined(separator: "; ")))"
      return HelpPage.Term(term: parameter.term, summary: parameter.summary + notes)
    }
  }

  func usage(_ path: [String], _ node: CommandNode) -> [String] {
    var pieces = [([name] + path).joined(separator: " ")]
    if !node.children.isEmpty { pieces.append(node.isCommand ? "[COMMAND]" : "COMMAND") }
    if node.isCommand || path.isEmpty { pieces.append("[OPTIONS]") }
    return pieces + node.parameters.filter { $0.isPositional && $0.visibility == .shown }.map(\.usage)
  }

  private func more(_ path: [String], _ node: CommandNode) -> String {
    guard !path.isEmpty else {
      return "'\(name) help COMMAND' explains a command, with examples."
    }
    let command = ([name] + path).joined(separator: " ")
    guard !node.isCommand else { return "More, and the global options: '\(command) --help'." }
    return "'\(command) COMMAND --help' explains a command, with examples."
  }

  /// "hatchet runs list" for a command of this tree, "hatchet-workflow(5)" as it is.
  func reference(_ name: String) -> String { name.contains("(") ? name : "\(self.name) \(name)" }

  private func sentence(_ summary: String) -> String { summary + "." }
}

extension CommandNode {
  /// The line that lists it.
  fileprivate var row: HelpPage.Term {
    guard case .deprecated(let advice) = visibility else { return HelpPage.Term(term: name, summary: about.summary) }
    return HelpPage.Term(term: name, summary: "\(about.summary) (deprecated: \(advice))")
  }
}

extension HelpPage {
  mutating func add(_ title: String, _ terms: [Term]) {
    if !terms.isEmpty { blocks += [.heading(title), .terms(terms)] }
  }
}

extension [String] {
  /// Each once, in the order of first appearance.
  var unique: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}

/// All commands of a program.
///
/// `Globals` are the options that are accepted before and after any subcommand.
package struct CommandTree<Context: Sendable, Globals: OptionGroup>: Sendable {
  package let description: TreeDescription
  let makers: [[String]: CommandEntry<Context>.Make]
  let globals: ParameterList<Globals>

  /// - Parameters:
  ///   - name: the word that starts a command line.
  ///   - summary: a phrase, no full stop.
  ///   - version: what `--version` prints after the name.
  ///   - topics: pages of `help`. Those named `environment` and `exit-codes` get their tables appended, and exist even
  ///     if not given here.
  package init(
    _ name: String, _ summary: String, discussion: String = "", examples: [(line: String, summary: String)] = [],
    seeAlso: [String] = [], version: String, globals: Globals.Type = Globals.self, topics: [HelpTopic] = [],
    references: References = References(), _ sections: [CommandEntries<Context>]
  ) {
    let help = CommandEntry<Context>.command("help", HelpCommand<Context>.self)
    let about = About(
      summary: summary, discussion: discussion, examples: examples.map { Example(line: $0.line, summary: $0.summary) },
      seeAlso: seeAlso)
    var root = CommandNode(name: name, isCommand: false) { CommandNode.Content(about: about) }
    root.sections = sections.map { CommandSection(title: $0.title, nodes: $0.entries.map(\.node)) }
    if root.sections.isEmpty { root.sections = [CommandSection(title: "commands", nodes: [])] }
    root.sections[0].nodes.append(help.node)
    var makers: [[String]: CommandEntry<Context>.Make] = [:]
    for entry in sections.flatMap(\.entries) + [help] { makers.merge(entry.makers) { first, _ in first } }
    self.makers = makers
    self.globals = Globals.options.list
    description = TreeDescription(
      version: version, root: root, globals: Globals.options.list.parameters,
      globalRules: Globals.options.list.rules, references: references,
      ownTopics: topics)
  }
}

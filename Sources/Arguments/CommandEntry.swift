/// One line of the tree: a command or a group, with what is below it.
package struct CommandEntry<Context: Sendable>: Sendable {
  /// Fills a command from what was given for each of its parameters.
  typealias Make = @Sendable ([[Occurrence]]) throws(ArgumentError) -> any Command<Context>

  var node: CommandNode
  /// By path, this entry's own name first.
  var makers: [[String]: Make]

  /// A command; with `subcommands` also the first word of theirs.
  package static func command<C: Command>(
    _ name: String, _ type: C.Type, aliases: [String] = [], visibility: Visibility = .shown,
    subcommands: [CommandEntry] = []
  ) -> CommandEntry where C.Context == Context {
    let node = CommandNode(name: name, aliases: aliases, visibility: visibility, isCommand: true) {
      let declaration = C.declaration
      return CommandNode.Content(
        about: declaration.about, parameters: declaration.list.parameters, rules: declaration.list.rules)
    }
    let make: Make = { (given) throws(ArgumentError) in
      let declaration = C.declaration
      var command = C()
      try declaration.list.fill(&command, given)
      try declaration.list.validate(&command)
      try command.validate()
      return command
    }
    return CommandEntry(node: node, makers: [[name]: make]).holding(subcommands)
  }

  /// Commands with a first word in common: `runs list`, `runs show`.
  package static func group(
    _ name: String, _ summary: String, aliases: [String] = [], discussion: String = "",
    visibility: Visibility = .shown, _ subcommands: [CommandEntry]
  ) -> CommandEntry {
    let node = CommandNode(name: name, aliases: aliases, visibility: visibility, isCommand: false) {
      CommandNode.Content(about: About(summary: summary, discussion: discussion))
    }
    return CommandEntry(node: node, makers: [:]).holding(subcommands)
  }

  private func holding(_ entries: [CommandEntry]) -> CommandEntry {
    guard !entries.isEmpty else { return self }
    var copy = self
    copy.node.sections = [CommandSection(title: "commands", nodes: entries.map(\.node))]
    for (path, make) in entries.flatMap(\.makers) { copy.makers[[node.name] + path] = make }
    return copy
  }
}

/// Entries of the tree under one title.
package struct CommandEntries<Context: Sendable>: Sendable {
  let title: String
  let entries: [CommandEntry<Context>]

  package init(_ title: String, _ entries: [CommandEntry<Context>]) {
    self.title = title
    self.entries = entries
  }
}

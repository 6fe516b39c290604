/// One word of a command's name: a command, a group of commands, or both. Without types: what is walked.
package struct CommandNode: Sendable {
  package var name: String
  /// Other words for it: `ls`.
  package var aliases: [String] = []
  package var about: About
  package var visibility: Visibility = .shown
  /// Does it do something without a further word?
  package var isCommand: Bool
  package var parameters: [Parameter] = []
  package var rules: [Rule] = []
  package var sections: [CommandSection] = []

  package var children: [CommandNode] { sections.flatMap(\.nodes) }

  package var positionals: [Parameter] {
    parameters.filter { if case .positional = $0.kind { true } else { false } }
  }

  var passthrough: Parameter? {
    parameters.first { if case .passthrough = $0.kind { true } else { false } }
  }

  func child(_ word: String) -> CommandNode? {
    children.first { $0.name == word || $0.aliases.contains(word) }
  }

  /// `--name` for options, the placeholder for arguments.
  func spelling(of name: String) -> String {
    parameters.first { $0.name == name }?.spelling ?? "--\(name)"
  }

  /// This node and all below it, in the order of declaration, each with its path.
  package func walk(_ path: [String] = []) -> [(path: [String], node: CommandNode)] {
    [(path, self)] + children.flatMap { $0.walk(path + [$0.name]) }
  }
}

/// Commands that help lists under one title.
package struct CommandSection: Sendable {
  package var title: String
  package var nodes: [CommandNode]
}

/// A tree of commands without its types: what help, completion, manual, dump and lint are derived from.
package struct TreeDescription: Sendable {
  /// The program: "hatchet".
  package var name: String { root.name }
  package var version: String
  package var root: CommandNode
  /// Accepted before and after any subcommand.
  package var globals: [Parameter]
  package var globalRules: [Rule]
  package var references: References
  /// The caller's.
  var ownTopics: [HelpTopic]

  /// `-h`, `--help` and `--version`, which the parser itself knows.
  static let helpParameter = Parameter(
    kind: .flag(negatable: false), name: "help", short: "h", placeholder: "",
    summary: "Explain: -h in short, --help with examples")
  static let versionParameter = Parameter(
    kind: .flag(negatable: false), name: "version", placeholder: "", summary: "Print the version")

  /// The pages of `help`: with those for the tables that no topic of the caller's shows yet.
  package var topics: [HelpTopic] {
    let missing = [(HelpTopic.environment, environment), (HelpTopic.exitCodes, references.exitStatus)].filter {
      topic, table in !table.isEmpty && !ownTopics.contains { $0.name == topic.name }
    }
    return ownTopics + missing.map(\.0)
  }

  func builtins(at path: [String]) -> [Parameter] {
    path.isEmpty ? [Self.helpParameter, Self.versionParameter] : [Self.helpParameter]
  }

  /// The node at `path` (names or aliases), and the path in names; nil if a word is unknown.
  package func node(at path: [String]) -> (path: [String], node: CommandNode)? {
    var node = root
    var names: [String] = []
    for word in path {
      guard let child = node.child(word) else { return nil }
      node = child
      names.append(child.name)
    }
    return (names, node)
  }

  /// Every node that is not hidden, nor below one that is.
  package var shown: [(path: [String], node: CommandNode)] {
    var hidden: [[String]] = []
    return root.walk().filter { path, node in
      if node.visibility == .hidden { hidden.append(path) }
      return !hidden.contains { path.starts(with: $0) }
    }
  }
}

/// What holds for the whole tree, printed by help and manual.
package struct References: Sendable {
  package struct Entry: Sendable, Equatable {
    package var term: String
    package var summary: String
  }

  /// "0", "done".
  package var exitStatus: [Entry] = []
  /// Variables that no option declares (those are listed by themselves).
  package var environment: [Entry] = []
  package var files: [Entry] = []

  package init(
    exitStatus: [(Int, String)] = [], environment: [(String, String)] = [], files: [(String, String)] = []
  ) {
    self.exitStatus = exitStatus.map { Entry(term: String($0.0), summary: $0.1) }
    self.environment = environment.map { Entry(term: $0.0, summary: $0.1) }
    self.files = files.map { Entry(term: $0.0, summary: $0.1) }
  }
}

import Synchronization

/// One word of a command's name: a command, a group of commands, or both. Without types: what is walked.
package struct CommandNode: Sendable {
  package var name: String
  /// Other words for it: `ls`.
  package var aliases: [String] = []
  package var visibility: Visibility = .shown
  /// Does it do something without a further word?
  package var isCommand: Bool
  package var sections: [CommandSection] = []
  private let content: Deferred<Content>

  /// What it says of itself and takes.
  struct Content: Sendable {
    var about: About
    var parameters: [Parameter] = []
    var rules: [Rule] = []
  }

  /// `content` is made when it is first asked for: a command line needs one command of the many.
  init(
    name: String, aliases: [String] = [], visibility: Visibility = .shown, isCommand: Bool,
    content: @escaping @Sendable () -> Content
  ) {
    self.name = name
    self.aliases = aliases
    self.visibility = visibility
    self.isCommand = isCommand
    self.content = Deferred(content)
  }

  package var about: About { content.value.about }
  package var parameters: [Parameter] { content.value.parameters }
  package var rules: [Rule] { content.value.rules }

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

/// A value that is made once, when it is first asked for.
private final class Deferred<Value: Sendable>: Sendable {
  private let made = Mutex<Value?>(nil)
  private let make: @Sendable () -> Value

  init(_ make: @escaping @Sendable () -> Value) { self.make = make }

  var value: Value {
    made.withLock { made in
      let value = made ?? make()
      made = value
      return value
    }
  }
}

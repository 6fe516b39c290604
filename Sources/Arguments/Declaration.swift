/// What a command is: one sentence, its parameters, and how it is used.
package struct Declaration<Root: Command>: ParameterBuilder {
  package var list = ParameterList<Root>()
  var about: About

  /// - Parameter summary: a phrase without a full stop that does not repeat the command's name.
  package init(_ summary: String) { about = About(summary: summary) }

  /// More, for `--help` and the manual. Empty lines part paragraphs; lines that begin with two spaces are kept as
  /// they are.
  package func discussion(_ text: String) -> Self {
    var copy = self
    copy.about.discussion = text
    return copy
  }

  /// A command line that works, program included, and what it does in a phrase without a full stop.
  package func example(_ line: String, _ summary: String) -> Self {
    var copy = self
    copy.about.examples.append(Example(line: line, summary: summary))
    return copy
  }

  /// Other commands of the tree ("runs list"), or pages of the manual ("hatchet-workflow(5)").
  package func seeAlso(_ names: String...) -> Self {
    var copy = self
    copy.about.seeAlso += names
    return copy
  }

  /// Includes the options of a group, under the group's title.
  package func group<Group: OptionGroup>(_ path: Field<Group>) -> Self {
    var copy = self
    let options = Group.options
    copy.list.bindings += options.list.bindings.map { $0.lifted(through: path, section: options.title) }
    copy.list.rules += options.list.rules
    copy.list.checks.append(.of(path))
    return copy
  }
}

/// The options of a group.
package struct OptionList<Root: OptionGroup>: ParameterBuilder {
  package var list = ParameterList<Root>()
  /// Where help lists them: "connection".
  let title: String

  package init(_ title: String) { self.title = title }
}

/// What a command says of itself, without its type.
package struct About: Sendable, Equatable {
  package var summary: String
  package var discussion = ""
  package var examples: [Example] = []
  package var seeAlso: [String] = []
}

package struct Example: Sendable, Equatable {
  package var line: String
  package var summary: String
}

/// Fields with default values that a command line fills.
package protocol ArgumentFields: Sendable {
  init()
}

/// One subcommand: a plain struct whose stored properties are its flags and arguments.
///
/// The declaration is all there is: parsing, help, completion and the manual page are derived from it.
package protocol Command<Context>: ArgumentFields {
  /// What `run` needs of the world; the same type for all commands of a tree.
  associatedtype Context: Sendable

  static var declaration: Declaration<Self> { get }

  /// Checks what the declaration cannot say. No I/O: completion and tests parse, too.
  mutating func validate() throws(ArgumentError)

  func run(_ context: Context) async throws
}

extension Command {
  package mutating func validate() throws(ArgumentError) {}
}

/// Options that several commands share: a struct that is a field of each of them.
package protocol OptionGroup: ArgumentFields {
  static var options: OptionList<Self> { get }

  mutating func validate() throws(ArgumentError)
}

extension OptionGroup {
  package mutating func validate() throws(ArgumentError) {}
}

/// For a tree without global options.
package struct NoOptions: OptionGroup {
  package init() {}
  package static var options: OptionList<Self> { OptionList("") }
}

/// What a command line asks for.
package enum ParseOutcome<Context: Sendable, Globals: OptionGroup>: Sendable {
  case run(Invocation<Context, Globals>)
  case help(HelpPage)
  /// The line to print: "hatchet 1.0".
  case version(String)
  /// `help --dump json`: the text to print.
  case dump(String)
  /// `help --man DIR`: write the manual pages there.
  case manual(directory: String)
  /// `__complete WORDS…`: the words, of which the last is being typed.
  case complete([String])
  case failure(ArgumentError)
}

/// A command that is ready to run.
package struct Invocation<Context: Sendable, Globals: OptionGroup>: Sendable {
  /// The words of its name, aliases resolved, without the program.
  package let path: [String]
  package let command: any Command<Context>
  package let globals: Globals
  /// For stderr: what was used that is deprecated.
  package let warnings: [String]
  /// By name of the option, or placeholder of the argument; only those that did not keep their default.
  let origins: [String: Origin]

  package func run(_ context: Context) async throws { try await command.run(context) }

  /// Where the value of an option (by its long name) or argument (by its placeholder) came from.
  package func origin(of name: String) -> Origin { origins[name] ?? .initial }
}

/// Where values come from if the command line is silent.
package struct Fallbacks: Sendable {
  package typealias Setting = (text: String, file: String)

  let environment: @Sendable (String) -> String?
  let setting: @Sendable (String) -> Setting?

  package init(
    environment: @escaping @Sendable (String) -> String?,
    setting: @escaping @Sendable (String) -> Setting? = { _ in nil }
  ) {
    self.environment = environment
    self.setting = setting
  }

  package static var none: Fallbacks { Fallbacks(environment: { _ in nil }) }

  func find(_ parameter: Parameter) -> Occurrence? {
    if let name = parameter.environment, let text = environment(name), !text.isEmpty {
      return Occurrence(spelled: name, value: text, origin: .environment(name))
    }
    guard let key = parameter.setting, let (text, file) = setting(key) else { return nil }
    return Occurrence(spelled: "\(file): \(key)", value: text, origin: .setting(key, file: file))
  }
}

/// Why a command line was refused. Every one of these is a usage error: exit status 2.
package struct ArgumentError: Error, Sendable {
  package enum Code: String, Sendable, CaseIterable {
    case unknownCommand, needsCommand, unknownOption, missingValue, unexpectedValue, invalidValue, missingArgument,
      unexpectedArgument, conflict, missingOption, unknownTopic, invalid
  }

  package var code: Code
  /// Lower case, no full stop, the subject quoted.
  package var message: String
  package var cause: (any Error)?
  /// What to do instead: "did you mean 'list'?".
  package var hint: String?
  /// The command whose help tells more; without the name of the program.
  package var path: [String] = []

  package init(_ code: Code, _ message: String, hint: String? = nil, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
    self.cause = cause
  }

  /// For `validate()`: what is wrong, and what to do instead.
  package init(_ message: String, hint: String? = nil) { self.init(.invalid, message, hint: hint) }

  /// What `ArgumentValue.init(argument:)` throws: the parser puts the value and the name of the option in front.
  package static func expected(_ what: String, hint: String? = nil) -> ArgumentError {
    ArgumentError(.invalidValue, "expected \(what)", hint: hint)
  }

  /// Message and hint in one line.
  package var line: String { hint.map { "\(message); \($0)" } ?? message }

  /// The two lines that belong on stderr, without a final newline.
  /// - Parameter program: the word that starts a command line; empty in a REPL.
  package func text(program: String) -> String {
    let command = ([program] + path).filter { !$0.isEmpty } + ["--help"]
    let said = program.isEmpty ? line : "\(program): \(line)"
    let advice = program.isEmpty && path.isEmpty ? "help" : command.joined(separator: " ")
    return "\(said)\ntry '\(advice)'"
  }

  func at(_ path: [String]) -> ArgumentError {
    guard self.path.isEmpty else { return self }
    var copy = self
    copy.path = path
    return copy
  }
}

extension ArgumentError: CustomStringConvertible {
  package var description: String { line }
}

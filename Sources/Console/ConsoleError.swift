/// What the console itself refuses. What a subcommand or a statement says of its own failure is not here: they print it, and
/// the console sees their exit status.
package struct ConsoleError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable, CaseIterable {
    /// The line has a quote that is not closed, or the input ends within a statement.
    case unfinished
    /// There is no such meta-command.
    case unknownCommand
    /// The meta-command exists, its arguments are wrong.
    case usage
    /// A file cannot be opened, read or written.
    case file
    /// The terminal cannot be had, or a console has it already.
    case terminal
  }

  package var code: Code
  /// Lower case, no full stop, the subject quoted.
  package var message: String
  /// What the system said.
  package var cause: String?
  package var hint: String?

  package init(_ code: Code, _ message: String, cause: String? = nil, hint: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
    self.hint = hint
  }

  /// What the console exits with if it stops here: 2 if the input was wrong, 1 if the machine was.
  package var status: Int32 {
    switch code {
    case .unfinished, .unknownCommand, .usage: 2
    case .file, .terminal: 1
    }
  }

  package var description: String { cause.map { "\(message): \($0)" } ?? message }
}

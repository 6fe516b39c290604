/// What can go wrong between the program and the person: a reader that left, a question that nobody can answer.
package struct TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// The reader of a pipe is gone: end quietly.
    case brokenPipe
    case writeFailed, readFailed
    /// A question was to be asked, and standard input is no terminal.
    case noTerminal
    /// `--columns` names a column that there is not.
    case unknownColumn
  }

  package var code: Code
  /// In git's style: lower case, no full stop, the subject in quotes.
  package var message: String
  /// What the system said.
  package var cause: String?
  package var hint: String?

  package init(code: Code, message: String, cause: String? = nil, hint: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
    self.hint = hint
  }

  package var description: String { cause.map { "\(message): \($0)" } ?? message }
}

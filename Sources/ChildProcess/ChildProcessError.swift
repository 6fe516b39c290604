/// Why a child could not be started, or not be talked to. That a child failed is a ``ChildResult``, never an error.
package struct ChildProcessError: Error, Equatable {
  package enum Code: String, Sendable {
    /// No such program, or its interpreter does not exist.
    case notFound
    /// The program is there, and may not be executed.
    case notExecutable
    /// The working directory does not exist, or may not be entered.
    case directory
    /// A NUL byte in an argument, an empty argument list, arguments and environment above the system's limit.
    case invalidArgument
    /// No descriptors, processes, memory or slots left: it may work later.
    case exhausted
    /// The child's standard input is closed, or was not opened for writing.
    case inputClosed
    /// A system call failed in a way that has no name of its own here.
    case system
  }

  package var code: Code
  /// Git's style: lower case, no full stop, subject quoted.
  package var message: String
  /// What the system said, if it was the system.
  package var cause: String?
  /// What to do about it.
  package var hint: String?

  package init(_ code: Code, _ message: String, cause: String? = nil, hint: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
    self.hint = hint
  }
}

extension ChildProcessError: CustomStringConvertible {
  package var description: String {
    cause.map { "\(message): \($0)" } ?? message
  }
}

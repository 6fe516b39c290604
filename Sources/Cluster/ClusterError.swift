/// Why the private PostgreSQL is not to be had.
package struct ClusterError: Error {
  package enum Code: String, Sendable {
    /// No PostgreSQL server is installed, or none that is new enough.
    case binariesMissing
    /// The data directory was made by another major version than any that is installed.
    case versionMismatch
    /// There is no place to keep data: no home directory, or a directory that cannot be made or is somebody else's.
    case noPlace
    /// A new data directory could not be made.
    case initializationFailed
    /// The server did not start.
    case startFailed
    /// The server did not stop in time.
    case stopFailed
    /// A variable of the environment makes no sense.
    case invalidSetting
    /// Another process is starting or stopping it, for too long.
    case busy
  }

  package var code: Code
  /// Git's style: lower case, no full stop, subject quoted.
  package var message: String
  package var cause: (any Error)?
  /// What to do about it, and the end of the server's log where that is what helps.
  package var hint: String?

  package init(_ code: Code, _ message: String, cause: (any Error)? = nil, hint: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
    self.hint = hint
  }
}

extension ClusterError: CustomStringConvertible {
  package var description: String {
    cause.map { "\(message): \($0)" } ?? message
  }
}

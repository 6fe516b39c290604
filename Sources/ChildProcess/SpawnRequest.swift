/// A program to run, and what it is given.
package struct SpawnRequest: Sendable {
  /// Where standard input comes from. A child that does not read it is fine.
  package enum Input: Sendable {
    /// `/dev/null`.
    case none
    /// Written as the child reads it, then closed.
    case bytes([UInt8])
    /// Stays open: see `Child.write(_:)` and `Child.closeInput()`.
    case stream
  }

  /// Where standard output or standard error goes.
  package enum Output: Sendable {
    /// `/dev/null`.
    case discard
    /// Kept, up to a limit in bytes, for `ChildResult`; over it the child is killed.
    case collect(limit: Int)
    /// Line by line to `Child.outputLines` or `Child.errorLines`. If nobody reads them, the child waits as soon as the
    /// buffers are full.
    case lines(LogLimit)
    /// Appended to a file, which is made with mode 0600 if need be.
    case append(path: String)
  }

  /// What ties a child to this process.
  package enum Lifetime: Hashable, Sendable {
    /// It dies when this process dies, however it dies, and so does all of its process group and session; what is left
    /// of its group when it exits is killed. A process that leaves the session on purpose (`setsid`) is let go.
    case attached
    /// A daemon: it outlives this process, and nothing of it is ever killed unasked.
    case detached
  }

  /// The user to change to; needs root.
  package struct Credentials: Hashable, Sendable {
    package var user: UInt32
    /// Becomes the only group.
    package var group: UInt32

    package init(user: UInt32, group: UInt32) {
      self.user = user
      self.group = group
    }
  }

  /// `argv`, never empty. The first is the program: with a slash a path, relative to `directory`; without one it is
  /// looked up in the `PATH` of `environment`.
  package var arguments: [String]
  /// The whole environment: nothing is inherited.
  package var environment: ChildEnvironment
  /// Nil: this process's.
  package var directory: String?
  package var input: Input = .none
  package var output: Output = .collect(limit: 4 << 20)
  package var error: Output = .lines(.standard)
  /// From the spawn on; over it, `teardown`.
  package var timeLimit: Duration?
  package var teardown: Teardown = .standard
  package var lifetime: Lifetime = .attached
  package var credentials: Credentials?

  package init(_ arguments: [String], environment: [String: String] = [:], directory: String? = nil) {
    self.arguments = arguments
    self.environment = ChildEnvironment(environment)
    self.directory = directory
  }
}

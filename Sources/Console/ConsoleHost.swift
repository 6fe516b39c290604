package import Arguments

/// What a console is handed: it knows nothing of commands or databases.
package struct ConsoleHost: Sendable {
  /// Executes a subcommand, given without the word `hatchet`, says on stderr what fails, and gives its exit status.
  /// The task is cancelled at Ctrl-C.
  package var run: @Sendable (_ words: [String]) async -> Int32
  /// Executes one SQL statement, given without its final semicolon. Otherwise as `run`.
  package var sql: @Sendable (_ statement: String) async -> Int32
  /// What the last of `words`, which is being typed, may become: `TreeDescription.completion(of:)` and live names; nil for
  /// nothing.
  /// An answer that takes longer than `TerminalSource.patience` is not shown.
  package var complete: @Sendable (_ words: [String]) async -> Completion?
  /// What stands before the cursor: `hatchet> `. Called for every line.
  package var prompt: @Sendable () -> String
  /// Called at Ctrl-C while something runs, besides the cancellation of its task: for `PQcancel`. Must not block.
  package var cancel: @Sendable () -> Void

  package init(
    run: @escaping @Sendable (_ words: [String]) async -> Int32,
    sql: @escaping @Sendable (_ statement: String) async -> Int32,
    complete: @escaping @Sendable (_ words: [String]) async -> Completion? = { _ in nil },
    prompt: @escaping @Sendable () -> String = { "hatchet> " },
    cancel: @escaping @Sendable () -> Void = {}
  ) {
    self.run = run
    self.sql = sql
    self.complete = complete
    self.prompt = prompt
    self.cancel = cancel
  }
}

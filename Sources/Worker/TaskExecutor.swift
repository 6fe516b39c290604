package import ChildProcess
package import Engine

/// What runs the attempts of a worker: a process each, or one in memory. The worker has loaded what an order holds, and
/// records what comes of it; an executor knows nothing of tables and leaders.
package protocol TaskExecutor: Sendable {
  /// Runs an attempt to its end, whatever that is: a failure is an ending, never an error. Called for as many attempts at
  /// once as the worker has slots.
  ///
  /// - Parameters:
  ///   - started: gets what stops the attempt, before anything long is waited for; stopped, an attempt ends as
  ///     `cancelled` unless it was over already.
  ///   - log: gets lines, batch by batch, and holds the attempt up while it works.
  func run(
    _ order: AttemptOrder, started: @Sendable (any StoppableAttempt) async -> Void,
    log: @Sendable ([LogLine]) async -> Void
  ) async -> AttemptEnding

  /// Gives back what it holds: nothing runs, and nothing will any more.
  func close()
}

/// An attempt that runs, as far as a worker has to do with it.
package protocol StoppableAttempt: Sendable {
  /// Brings it to its end. Another call can make that faster, never slower; on one that has ended it does nothing.
  func stop(_ teardown: Teardown)
}

/// How an attempt ended.
package struct AttemptEnding: Sendable {
  package var outcome: Outcome
  package var exitCode: Int32?
  package var signal: Int32?
  /// What it wrote, as it wrote it; of a completed attempt only.
  package var output: [UInt8]
  /// Why it is not `completed`, for people.
  package var error: String?
  package var startedAt: ContinuousClock.Instant
  package var finishedAt: ContinuousClock.Instant

  package init(
    outcome: Outcome, exitCode: Int32? = nil, signal: Int32? = nil, output: [UInt8] = [], error: String? = nil,
    startedAt: ContinuousClock.Instant, finishedAt: ContinuousClock.Instant
  ) {
    self.outcome = outcome
    self.exitCode = exitCode
    self.signal = signal
    self.output = output
    self.error = error
    self.startedAt = startedAt
    self.finishedAt = finishedAt
  }
}

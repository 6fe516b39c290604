/// A child process that is being started, runs, or has ended.
///
/// Dropping the value does not stop the child. All children of this process are served by one thread, none of them can
/// hold up another, and none of the calls here blocks a thread.
package final class Child: Sendable {
  /// Standard output under `SpawnRequest.Output.lines`, else nil.
  package let outputLines: ChildLines?
  /// Standard error under `SpawnRequest.Output.lines`, else nil.
  package let errorLines: ChildLines?
  let id: UInt64
  let reactor: Reactor
  let outcome: Outcome

  init(_ request: SpawnRequest, reactor: Reactor) {
    let id = reactor.makeID()
    let lines = { (target: SpawnRequest.Output, stream: Reactor.Stream) -> ChildLines? in
      guard case .lines = target else { return nil }
      return ChildLines { reactor.post(.resume(id, stream)) }
    }
    self.id = id
    self.outputLines = lines(request.output, .output)
    self.errorLines = lines(request.error, .error)
    self.reactor = reactor
    self.outcome = Outcome()
  }

  /// 0 as long as there is no process.
  package var processID: Int32 { outcome.processID ?? 0 }

  /// Starts a child in a session and process group of its own.
  ///
  /// It has the default signal dispositions, no descriptor but 0, 1 and 2, and exactly the given environment.
  /// - Throws: if it could not be started; `execve`'s own error is told exactly.
  package static func spawn(_ request: SpawnRequest) async throws(ChildProcessError) -> Child {
    let child = try begin(request)
    try await child.outcome.started()
    return child
  }

  /// The same without waiting for the process: who only waits for its end is spared to be woken for its start. It can be
  /// stopped at once; all else is for one that runs.
  /// - Throws: what is wrong with the request; whether it could be started, `end()` tells.
  package static func begin(_ request: SpawnRequest) throws(ChildProcessError) -> Child {
    try Reactor.shared.begin(request)
  }

  /// Starts a child, hands its standard error to `log` batch by batch, and waits for its end. If the task is cancelled,
  /// the child is stopped by the request's teardown, and its result still returned.
  package static func run(
    _ request: SpawnRequest, log: (@Sendable ([LogLine]) async -> Void)? = nil
  ) async throws(ChildProcessError) -> ChildResult {
    var request = request
    if log == nil, case .lines = request.error { request.error = .discard }
    let child = try begin(request)
    let result: Result<ChildResult, ChildProcessError> = await withTaskCancellationHandler {
      if let log, let lines = child.errorLines {
        // Not cut short by a cancellation: what it writes while it is being stopped counts too.
        while let batch = await lines.next(cancellable: false) { await log(batch) }
      }
      do throws(ChildProcessError) {
        return .success(try await child.end())
      } catch {
        return .failure(error)
      }
    } onCancel: {
      child.stop()
    }
    return try result.get()
  }

  /// Waits until the child has ended and its pipes are drained. Any number of tasks may wait. A cancelled task waits
  /// on.
  /// - Throws: if it could not be started.
  package func end() async throws(ChildProcessError) -> ChildResult {
    try await outcome.value()
  }

  /// The same for one that was spawned.
  package func result() async -> ChildResult {
    do throws(ChildProcessError) {
      return try await outcome.value()
    } catch {
      preconditionFailure("a child whose start nobody has waited for: \(error)")
    }
  }

  /// Brings the child to its end. Another call can make it faster, never slower. Without effect on one that has ended.
  /// - Parameter teardown: nil is the request's own.
  package func stop(_ teardown: Teardown? = nil) {
    if !outcome.stopsLater(teardown) { reactor.post(.stop(id, teardown)) }
  }

  /// Sends a signal to the child's process group; without effect on one that has ended.
  package func signal(_ signal: Signal) {
    reactor.post(.signal(id, signal))
  }

  /// Puts another deadline in the place of the request's time limit; nil is none.
  package func setDeadline(_ deadline: ContinuousClock.Instant?) {
    reactor.post(.deadline(id, deadline))
  }

  /// Writes to standard input under `SpawnRequest.Input.stream`; returns when all but the last 256 KiB are in the pipe.
  /// - Throws: `inputClosed` if the child has closed it, has ended, or `closeInput()` was called.
  package func write(_ bytes: [UInt8]) async throws(ChildProcessError) {
    let reactor = reactor
    let id = id
    let written = await withCheckedContinuation { reactor.post(.write(id, bytes, $0)) }
    if !written { throw ChildProcessError(.inputClosed, "standard input of process \(processID) is closed") }
  }

  /// Closes standard input once what was written to it is in the pipe.
  package func closeInput() {
    reactor.post(.closeInput(id))
  }
}

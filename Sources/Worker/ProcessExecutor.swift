package import ChildProcess
import Database
import Engine
package import Store
import Time
import Workflows

/// Runs an attempt as a child process: JSON on stdin, output on stdout, log on stderr, and the exit status decides.
package struct ProcessExecutor: TaskExecutor {
  /// Of an attempt's output, in bytes: over it the attempt fails.
  static let outputLimit = 4 << 20
  /// EX_TEMPFAIL of sysexits.h: try again later.
  private static let temporaryFailure: Int32 = 75

  private let inputFiles: InputFiles
  /// See `TaskEnvironment.base`.
  private let environment: ChildEnvironment

  /// - Parameters:
  ///   - scratch: a folder for files that live as long as this does.
  ///   - environment: of the worker; what children inherit is picked from it.
  /// - Throws: `invalid` if that folder cannot be written.
  package init(scratch: String, environment: [String: String]) throws(StoreError) {
    guard let inputFiles = InputFiles(in: scratch) else {
      throw StoreError(code: .invalid, message: "unable to make a folder in '\(scratch)'", hint: "set TMPDIR")
    }
    self.inputFiles = inputFiles
    self.environment = TaskEnvironment.base(environment)
  }

  package func close() { inputFiles.remove() }

  package func run(
    _ order: AttemptOrder, started: @Sendable (any StoppableAttempt) async -> Void,
    log: @Sendable ([LogLine]) async -> Void
  ) async -> AttemptEnding {
    let begin = ContinuousClock.now
    guard let file = inputFiles.acquire(order.input.input.utf8) else {
      return refusal("unable to write the input to a file in '\(inputFiles.directory)'", since: begin)
    }
    defer { inputFiles.release(file) }
    do throws(ChildProcessError) {
      let child = try Child.begin(request(order, inputFile: file.path))
      await started(child)
      if let lines = child.errorLines {
        for await batch in lines { await log(batch) }
      }
      return ending(try await child.end(), order, since: begin)
    } catch {
      return refusal("unable to start: \(error)", since: begin)
    }
  }

  private func request(_ order: AttemptOrder, inputFile: String) -> SpawnRequest {
    let definition = order.definition
    var request = SpawnRequest(
      arguments(definition.executor), directory: order.workflow.directory ?? inputFiles.directory)
    request.environment = TaskEnvironment.variables(
      base: environment, task: definition, run: order.run, attempt: order.attempt, maxAttempts: order.maxAttempts,
      inputFile: inputFile)
    request.input = .bytes(input(order))
    request.output = .collect(limit: Self.outputLimit)
    request.timeLimit = definition.timeout
    request.teardown = .terminate(grace: definition.grace)
    return request
  }

  private func arguments(_ executor: Executor) -> [String] {
    switch executor {
    case .run(let script): ["/bin/sh", "-eu", "-c", script]
    case .exec(let arguments): arguments
    case .handler, .http: preconditionFailure("not a process per attempt: refused when the workflow is read")
    }
  }

  private func input(_ order: AttemptOrder) -> [UInt8] {
    switch order.definition.stdin {
    case .json:
      TaskDocument(
        run: order.run, workflow: order.workflow.name, task: order.definition.name, attempt: order.attempt,
        input: order.input, parents: order.parents, facts: order.facts
      ).bytes
    case .input:
      order.input.input.utf8
    case .parent:
      order.parents.first?.output?.output.map(OutputDocument.decode) ?? []
    }
  }

  private func ending(
    _ result: ChildResult, _ order: AttemptOrder, since begin: ContinuousClock.Instant
  ) -> AttemptEnding {
    var ending = AttemptEnding(
      outcome: .completed, startedAt: begin, finishedAt: begin + result.duration)
    if case .exited(let code) = result.exit { ending.exitCode = code }
    if case .signaled(let signal, _) = result.exit { ending.signal = signal.rawValue }
    switch (result.stopped, result.exit) {
    case (.outputTooLarge, _):
      (ending.outcome, ending.error) = (.failed, "output exceeds \(Self.outputLimit >> 20) MiB")
    case (.timedOut, _):
      (ending.outcome, ending.error) = (.timedOut, "timed out after \(DurationText.format(order.definition.timeout))")
    case (.requested, _):
      (ending.outcome, ending.error) = (.cancelled, "cancelled")
    case (nil, .exited(0)):
      ending.output = result.output
    case (nil, .exited(Self.temporaryFailure)):
      (ending.outcome, ending.error) = (.deferred, "asked to be tried again later (exit code 75)")
    case (nil, let exit):
      (ending.outcome, ending.error) = (.failed, "\(exit)")
    }
    return ending
  }

  private func refusal(_ message: String, since begin: ContinuousClock.Instant) -> AttemptEnding {
    AttemptEnding(outcome: .failed, error: message, startedAt: begin, finishedAt: .now)
  }
}

extension Child: StoppableAttempt {
  package func stop(_ teardown: Teardown) { stop(Optional(teardown)) }
}

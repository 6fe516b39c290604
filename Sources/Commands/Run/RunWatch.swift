import Database
import Engine
import Hatchet
import Monitor
import Store
import Terminal
import Time

/// Somebody at a command line who waits for a run to end.
struct RunWatch: Sendable {
  /// After that long, somebody may wonder why nothing happens.
  private static let patience = Duration.seconds(2)

  private let client: Client
  private let session: Session

  init(_ client: Client, _ session: Session) {
    self.client = client
    self.session = session
  }

  /// How a run ended.
  struct End: Sendable {
    var run: RunID
    var status: Status
    var output: JSONText?
    /// The first task that failed, and why.
    var failure: String?

    /// Throws `failed` unless the run completed.
    func check() throws(HatchetError) {
      guard status != .completed else { return }
      let fate = status == .failed ? "failed" : "was cancelled"
      throw HatchetError(
        .failed, "run '\(run.text)' \(fate)\(failure.map { ": \($0)" } ?? "")", hint: "hatchet inspect \(run.text)")
    }
  }

  /// Waits for the end. Throws `timeout`.
  func end(of run: RunID, timeout: Duration?) async throws -> End {
    let start = ContinuousClock.now
    let limit = timeout.map { start + $0 }
    var status: Status?
    if limit.map({ $0 > start + Self.patience }) ?? true {
      status = try await client.wait(for: run, until: start + Self.patience)
      if status == nil { try await warnIfNobodyWorks() }
    }
    if status == nil { status = try await client.wait(for: run, until: limit) }
    guard let status else {
      throw HatchetError(
        .timeout, "run '\(run.text)' is not finished after \(DurationText.format(timeout ?? .zero))",
        hint: "it goes on: hatchet inspect \(run.text)")
    }
    let reader = client.runReader
    var end = End(run: run, status: status)
    if status == .completed {
      end.output = try await reader.output(run)
      if session.errorSurface.isTerminal {
        session.say(
          "\(StatusMark(status.rawValue).text(session.errorSurface.look)) in \(DurationText.format(.now - start))")
      }
    } else {
      end.failure = try await reader.detail(run).flatMap(Self.failure)
    }
    return end
  }

  private static func failure(_ run: RunDetail) -> String? {
    guard let task = run.tasks.first(where: { $0.status == .failed }), let last = task.attempts.last else { return nil }
    let error = last.error.map { ": \($0)" } ?? ""
    let tries = task.attempts.count > 1 ? " after \(task.attempts.count) attempts" : ""
    return "task '\(task.name)' failed\(tries)\(error)"
  }

  private func warnIfNobodyWorks() async throws {
    let workers = try await WorkerReader(client.connection, client.statements).list()
    guard !workers.contains(where: { $0.worker.isConnected && !$0.worker.isDraining }) else { return }
    session.say("no worker runs: start one with 'hatchet worker'")
  }
}

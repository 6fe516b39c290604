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
  func end(of run: RunID, timeout: Duration?) async throws(HatchetError) -> End {
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
      end.output = try await client.rethrowing { () async throws(StoreError) in try await reader.output(run) }
      if session.errorSurface.isTerminal {
        session.say(
          "\(StatusMark(status.rawValue).text(session.errorSurface.look)) in \(DurationText.format(.now - start))")
      }
    } else {
      let detail = try await client.rethrowing { () async throws(StoreError) in try await reader.detail(run) }
      end.failure = detail.flatMap(Self.failure)
    }
    return end
  }

  /// Waits for the ends of all, counted from when the leader has done what was asked for. Tells of each that did not
  /// complete; then throws, as `End.check` does. Throws `timeout`.
  func ends(of runs: [RunID], after request: TransactionID, timeout: Duration?) async throws {
    let start = ContinuousClock.now
    let limit = timeout.map { start + $0 }
    guard try await client.waitUntilTaken(request, until: limit) else {
      try await warnIfNobodyWorks()
      throw HatchetError(.timeout, "no leader has taken the request after \(DurationText.format(timeout ?? .zero))")
    }
    var failures: [HatchetError] = []
    for run in runs {
      do throws(HatchetError) {
        try await end(of: run, timeout: limit.map { max(.zero, $0 - .now) }).check()
      } catch {
        guard error.code == .failed else { throw error }
        failures.append(error)
      }
    }
    guard let last = failures.last else { return }
    for failure in failures.dropLast() { session.say(failure.message) }
    throw last
  }

  private static func failure(_ run: RunDetail) -> String? {
    guard let task = run.tasks.first(where: { $0.status == .failed }), let last = task.attempts.last else { return nil }
    let error = last.error.map { ": \($0)" } ?? ""
    let tries = task.attempts.count > 1 ? " after \(task.attempts.count) attempts" : ""
    return "task '\(task.name)' failed\(tries)\(error)"
  }

  private func warnIfNobodyWorks() async throws(HatchetError) {
    let reader = client.workerReader
    let workers = try await client.rethrowing { () async throws(StoreError) in try await reader.list() }
    let present = workers.map(\.worker).filter { $0.isConnected && !$0.isDraining }
    guard present.allSatisfy(\.isPaused) else { return }
    session.say(
      present.isEmpty
        ? "no worker runs: start one with 'hatchet worker'"
        : "every worker is paused: let one go on with 'hatchet worker resume'")
  }
}

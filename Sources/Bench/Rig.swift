import Engine
import Hatchet
import Leader
import Synchronization
import Worker

/// A leader and a worker in this process, as `hatchet worker` is, and a tally of what they finish.
final class Rig: Sendable {
  /// Without any run that finishes, something is wrong.
  private static let patience = Duration.seconds(60)
  private static let look = Duration.milliseconds(10)

  private let process: WorkerProcess
  private let running: Task<Void, any Error>
  private let tally: Tally

  /// Starts them, and returns when the worker has registered and the leader leads: by then some of the runs that are
  /// expected may be finished.
  static func start(
    _ client: Client, _ executor: (any TaskExecutor)?, slots: Int, expecting total: Int = 0, relays: Bool = true
  ) async throws -> Rig {
    let rig = try Rig(client, executor, slots: slots, total, relays: relays)
    do {
      try await rig.until { $0.readyAt != nil }
      return rig
    } catch {
      await rig.stop()
      throw error
    }
  }

  private init(_ client: Client, _ executor: (any TaskExecutor)?, slots: Int, _ total: Int, relays: Bool) throws {
    let tally = Tally()
    tally.expect(total)
    self.tally = tally
    let settings = WorkerSettings(
      name: "bench", host: "bench", pid: 0, slots: slots, environment: client.settings.environment)
    let process = try WorkerProcess(client, worker: settings, executor: executor, relays: relays, holder: "bench") {
      tally.note($0)
    }
    self.process = process
    running = Task {
      defer { tally.end() }
      try await process.run()
    }
  }

  /// Counts from now on; what comes next is `total` runs.
  func expect(_ total: Int) { tally.expect(total) }

  /// As it turns out, it is so many.
  func bound(_ total: Int) { tally.bound(total) }

  /// How many of the runs that were expected are finished.
  var finished: Int { tally.counts.finished }

  /// Waits for all that was expected, and tells how it went.
  func allFinished(tell: (Int) -> Void = { _ in }) async throws -> Tally.Course {
    try await until { counts in
      tell(counts.finished)
      return counts.finished >= counts.total
    }
    let counts = tally.counts
    guard counts.failed == 0 else {
      throw HatchetError(.failed, "\(counts.failed) of \(counts.finished) runs did not complete")
    }
    return tally.course
  }

  /// Ends both, in order; also when the task is cancelled. What runs is given back.
  func stop() async {
    await process.drain(hurry: true)
    // Not ours to be thrown: whoever waits for runs has found out.
    _ = try? await Task { [running] in try await running.value }.value
  }

  private func until(_ isDone: (Tally.Counts) -> Bool) async throws {
    var last = -1
    var since = ContinuousClock.now
    while true {
      let counts = tally.counts
      if isDone(counts) { return }
      if counts.finished != last { (last, since) = (counts.finished, .now) }
      if counts.hasEnded { try await running.value }
      guard .now - since < Self.patience else {
        throw HatchetError(
          .timeout, "no run was finished for \(Self.patience.components.seconds) s", hint: counts.trouble)
      }
      try await Task.sleep(for: Self.look)
    }
  }
}

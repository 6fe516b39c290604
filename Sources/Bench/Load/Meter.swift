import Database
import Monitor
import Store
import Synchronization

/// Watches what a measurement costs: from `start` to `finish`, with `stopClock` where the work is done.
final class Meter: Sendable {
  private static let interval = Duration.milliseconds(50)
  /// For sessions to end, so that all that they did is counted.
  private static let settling = Duration.seconds(2)

  private let load: ServerLoad
  private let application: String
  private let processes: ServerProcesses?
  private let processorTime: ProcessorTime
  private let counters: ServerLoad.Counters
  private let traffic: (statements: Int, roundTrips: Int)
  private let begin = ContinuousClock.now
  private let sampling: Task<Waits, Never>
  private let stopped = Mutex<(time: ProcessorTime, at: ContinuousClock.Instant)?>(nil)

  private struct Waits: Sendable {
    var total = 0
    var byName: [String: Int] = [:]
  }

  /// - Parameters:
  ///   - application: what the sessions that do the work are called.
  ///   - sessions: how many of them are there already.
  static func start(
    _ load: ServerLoad, _ processes: ServerProcesses?, application: String, but sessions: Int
  ) async throws -> Meter {
    try await settle(load, application, sessions)
    return Meter(load, processes, application, try await load.counters())
  }

  private init(
    _ load: ServerLoad, _ processes: ServerProcesses?, _ application: String, _ counters: ServerLoad.Counters
  ) {
    self.load = load
    self.application = application
    self.processes = processes
    self.counters = counters
    traffic = (Traffic.statements, Traffic.roundTrips)
    processorTime = .now(processes)
    sampling = Task {
      var waits = Waits()
      while !Task.isCancelled {
        try? await Task.sleep(for: Self.interval)
        guard !Task.isCancelled, let found = try? await load.waits(of: application) else { break }
        for (wait, sessions) in found {
          waits.total += sessions
          waits.byName[wait, default: 0] += sessions
        }
      }
      return waits
    }
  }

  /// The work is done: what comes now is for winding up.
  func stopClock() {
    let now = ProcessorTime.now(processes)
    let moment = ContinuousClock.now
    stopped.withLock { $0 = (now, moment) }
    sampling.cancel()
  }

  /// - Parameter runs: how many runs the work was.
  func finish(runs: Int) async throws -> Cost {
    let (end, moment) = stopped.withLock { $0 } ?? (.now(processes), .now)
    let sent = (statements: Traffic.statements - traffic.statements, trips: Traffic.roundTrips - traffic.roundTrips)
    sampling.cancel()
    let waits = await sampling.value
    try await Self.settle(load, application, 0)
    let now = try await load.counters()
    let (client, children) = (end.client - processorTime.client, end.children - processorTime.children)
    let server = Self.difference(end.server, processorTime.server)
    let machine = Self.difference(end.machine, processorTime.machine)
    return Cost(
      runs: runs, seconds: begin.duration(to: moment).inSeconds, clientTime: client, childrenTime: children,
      serverTime: server, otherTime: machine.map { max(0, $0 - client - children - (server ?? 0)) },
      commits: now.commits - counters.commits, walBytes: now.walBytes - counters.walBytes, statements: sent.statements,
      roundTrips: sent.trips,
      rows: now.inserted + now.updated + now.deleted - counters.inserted - counters.updated - counters.deleted,
      checkpoints: now.checkpoints - counters.checkpoints,
      waits: waits.byName.mapValues { Double($0) / Double(max(1, waits.total)) },
      processors: ProcessorTime.processors)
  }

  private static func difference(_ after: Double?, _ before: Double?) -> Double? {
    guard let after, let before else { return nil }
    return after - before
  }

  /// A session hands in its counts when it ends; a little later is soon enough.
  private static func settle(_ load: ServerLoad, _ application: String, _ sessions: Int) async throws {
    let deadline = ContinuousClock.now + settling
    while try await load.sessions(of: application) > sessions, .now < deadline {
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}

import Database
import Engine
import Store
import Time

/// When the leader looks at the worker table, and what it makes of it.
///
/// A worker that is gone must not be judged by less than all that it has reported: so the look comes before a read of the
/// log, in the same round trip, and counts only if that read came to the log's end.
struct WorkerLookout: Sendable {
  private var watch = WorkerWatch()
  /// At a take-over: the workers that rows name.
  private var holding: Set<WorkerID>?
  private var lastLook = ContinuousClock.now
  /// Something has changed, or a look came to nothing.
  private(set) var isWanted = true

  private let interval: Duration

  /// `interval`: between two looks, while nothing runs in other processes.
  init(holding: Set<WorkerID>, interval: Duration) {
    self.holding = holding
    self.interval = interval
  }

  mutating func want() { isWanted = true }

  /// How long until the next look; `isBusy`: a worker in another process has tasks, which may be lost with it.
  func timeLeft(isBusy: Bool) -> Duration {
    if isWanted { return .zero }
    let interval: Duration = watch.isInDoubt ? .milliseconds(300) : isBusy ? .seconds(1) : interval
    return lastLook + interval - ContinuousClock.now
  }

  /// Takes in a look at the table that counts.
  mutating func observe(_ records: [WorkerRecord], local: Set<WorkerID>, now: Timestamp) -> WorkerWatch.Changes {
    lastLook = .now
    isWanted = false
    defer { holding = nil }
    guard let holding else { return watch.observe(records, local: local, now: now) }
    return watch.start(holding: holding, records, local: local, now: now)
  }
}

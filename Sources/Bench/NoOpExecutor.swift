import ChildProcess
import Engine
import Glibc
import Synchronization
import Worker

/// Runs every attempt in no time, and does nothing in it: what is left is what hatchet itself costs.
final class NoOpExecutor: TaskExecutor {
  /// When the first task of each run started, while somebody wants to know.
  let starts = StartLog()

  func run(
    _ order: AttemptOrder, started: @Sendable (any StoppableAttempt) async -> Void,
    log: @Sendable ([LogLine]) async -> Void
  ) async -> AttemptEnding {
    let begin = ContinuousClock.now
    starts.note(order.run.number, at: begin)
    await started(Nothing())
    return AttemptEnding(outcome: .completed, exitCode: 0, startedAt: begin, finishedAt: .now)
  }

  func close() {}

  /// Over before anybody can stop it.
  private struct Nothing: StoppableAttempt {
    func stop(_ teardown: Teardown) {}
  }
}

/// When runs started, by their numbers.
final class StartLog: Sendable {
  private let isOn = Atomic<Bool>(false)
  private let starts = Mutex<[Int64: ContinuousClock.Instant]>([:])

  func note(_ run: Int64, at moment: ContinuousClock.Instant) {
    guard isOn.load(ordering: .relaxed) else { return }
    starts.withLock { starts in
      if starts[run] == nil { starts[run] = moment }
    }
  }

  func begin() { isOn.store(true, ordering: .relaxed) }

  /// What was noted since `begin`.
  func end() -> [Int64: ContinuousClock.Instant] {
    isOn.store(false, ordering: .relaxed)
    return starts.withLock { starts in
      defer { starts = [:] }
      return starts
    }
  }
}

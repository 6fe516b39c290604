import Engine
import Hatchet
import Leader
import Store
import Synchronization
import Worker

/// Counts runs as they finish.
final class Tally: Sendable {
  struct Counts: Sendable {
    var total = 0
    var finished = 0
    var failed = 0
    /// When the worker had registered, and the leader led.
    var readyAt: ContinuousClock.Instant?
    /// What the leader or the worker had to say last, if something went wrong.
    var trouble: String?
    var hasEnded = false
  }

  /// How the runs that were expected went.
  struct Course: Sendable {
    var begin: ContinuousClock.Instant
    /// When each finished, in order.
    var moments: [ContinuousClock.Instant]

    var seconds: Double { moments.last.map { (begin.duration(to: $0)).inSeconds } ?? 0 }

    var perSecond: Double { seconds > 0 ? Double(moments.count) / seconds : 0 }

    /// Runs per second in each tenth of the runs; none if there are too few.
    var tenths: [Double] {
      let size = moments.count / 10
      guard size > 0 else { return [] }
      return (0..<10).map { tenth in
        let from = tenth == 0 ? begin : moments[tenth * size - 1]
        let seconds = from.duration(to: moments[(tenth + 1) * size - 1]).inSeconds
        return seconds > 0 ? Double(size) / seconds : 0
      }
    }
  }

  private struct State {
    var counts = Counts()
    var isRegistered = false
    var isLeading = false
    var moments: [ContinuousClock.Instant] = []
  }

  private let state = Mutex(State())

  var counts: Counts { state.withLock(\.counts) }

  var course: Course {
    state.withLock { Course(begin: $0.counts.readyAt ?? .now, moments: $0.moments) }
  }

  func expect(_ total: Int) {
    state.withLock { state in
      (state.counts.total, state.counts.finished, state.counts.failed) = (total, 0, 0)
      state.moments = []
      state.moments.reserveCapacity(min(total, 1 << 20))
    }
  }

  func bound(_ total: Int) { state.withLock { $0.counts.total = total } }

  func note(_ event: WorkerProcess.Event) {
    switch event {
    case .leader(.runFinished(let finish)):
      state.withLock { state in
        state.counts.finished += 1
        if finish.status != .completed { state.counts.failed += 1 }
        state.moments.append(.now)
      }
    case .leader(.elected): ready { $0.isLeading = true }
    case .worker(.registered): ready { $0.isRegistered = true }
    case .leader(.interrupted(let error)): state.withLock { $0.counts.trouble = error.message }
    case .worker(.interrupted(let message)): state.withLock { $0.counts.trouble = message }
    case .leader, .worker, .relay: break
    }
  }

  func end() { state.withLock { $0.counts.hasEnded = true } }

  private func ready(_ change: (inout State) -> Void) {
    state.withLock { state in
      change(&state)
      if state.isLeading, state.isRegistered, state.counts.readyAt == nil { state.counts.readyAt = .now }
    }
  }
}

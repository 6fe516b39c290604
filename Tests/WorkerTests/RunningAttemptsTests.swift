import ChildProcess
import Engine
import Synchronization
import Testing
import Time

@testable import Worker

@Suite struct RunningAttemptsTests {
  private final class Attempt: StoppableAttempt {
    let teardowns = Mutex<[Teardown]>([])

    func stop(_ teardown: Teardown) { teardowns.withLock { $0.append(teardown) } }
  }

  private let task = TaskID(run: 1, ordinal: 0)
  private let run = RunID(number: 1, createdAt: Timestamp(microseconds: 0))
  private let grace = Teardown.terminate(grace: .seconds(300))

  /// However long that is, and whoever stops it: the leader, its run's time, or the worker that leaves.
  @Test(arguments: [RunningAttempts.Stop.cancelled, .overdue, .released]) func hasTheGraceOfItsTask(
    reason: RunningAttempts.Stop
  ) {
    for isEarly in [false, true] {
      var attempts = RunningAttempts()
      let attempt = Attempt()
      _ = attempts.add(task, .init(attempt: 1, run: run, isRemote: false))
      if isEarly { attempts.stop(task, attempt: 1, for: reason) }
      attempts.started(task, attempt: 1, attempt, grace)
      if !isEarly { attempts.stop(task, attempt: 1, for: reason) }
      #expect(attempt.teardowns.withLock(\.self) == [grace])
    }
  }

  @Test func isKilledIfSomebodyElseHasItsTask() {
    var attempts = RunningAttempts()
    let attempt = Attempt()
    _ = attempts.add(task, .init(attempt: 1, run: run, isRemote: false))
    attempts.started(task, attempt: 1, attempt, grace)
    attempts.stopAll(for: .disowned)
    #expect(attempt.teardowns.withLock(\.self) == [.kill])
  }
}

import Testing
import Time
import Workflows

@testable import Engine

@Suite struct BackoffTests {
  /// Trap 44: what failed together is not tried again together.
  @Test func jitterIsFullUniformAndRepeatable() {
    let backoff = Backoff()
    let pauses = (0..<4000).map {
      backoff.pause(beforeRetry: 4, seed: 1, task: TaskID(run: $0, ordinal: 0), attempt: 4).microseconds
    }
    #expect(pauses.allSatisfy { (0...8_000_000).contains($0) })
    // A quarter of them in each quarter, give or take a tenth.
    for quarter in 0..<4 as Range<Int64> {
      let count = pauses.count { $0 / 2_000_000 == quarter }
      #expect((900...1100).contains(count))
    }
    let task = TaskID(run: 3, ordinal: 0)
    #expect(backoff.pause(beforeRetry: 4, seed: 1, task: task, attempt: 4).microseconds == pauses[3])
    #expect(backoff.pause(beforeRetry: 4, seed: 2, task: task, attempt: 4).microseconds != pauses[3])
    #expect(backoff.pause(beforeRetry: 4, seed: 1, task: task, attempt: 5).microseconds != pauses[3])
  }

  @Test func staysWithinItsBounds() {
    let task = TaskID(run: 1, ordinal: 0)
    for number in [1, 10, 100, 100_000] {
      let pause = Backoff().pause(beforeRetry: number, seed: 1, task: task, attempt: 1)
      #expect(pause >= .zero && pause <= (number == 1 ? .seconds(1) : .seconds(300)))
      #expect(Backoff(factor: 0).pause(beforeRetry: number, seed: 1, task: task, attempt: 1) == .zero)
    }
  }
}

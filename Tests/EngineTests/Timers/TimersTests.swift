import Engine
import Testing
import Time
import Workflows

@Suite struct TimersTests {
  @Test func aTaskMayBeQueuedForSoLong() throws {
    var fixture = try Fixture([task("a", timeout: .seconds(7200)), task("b", needs: ["a"])])
    let id = fixture.enqueue()
    #expect(fixture.engine.nextWake == fixture.now + .seconds(7200))
    #expect(fixture.advance(.seconds(7199)).writesNothing)
    let batch = fixture.advance(.seconds(1))
    #expect(batch.attempts.map(\.outcome) == [.failed, .cancelled])
    #expect(batch.attempts.first?.message == "not started within 2h" && batch.attempts.first?.worker == nil)
    #expect(batch.liveDeletes == [id, id.sibling(1)] && batch.runsFinished.map(\.status) == [.failed])
  }

  /// Trap 1: without a word, what waits is never thrown away.
  @Test func whatMayWaitForeverDoes() throws {
    var fixture = try Fixture([task("a")])
    let id = fixture.enqueue()
    #expect(fixture.engine.nextWake == nil && fixture.advance(.seconds(365 * 86_400)).writesNothing)
    fixture.join()
    #expect(fixture.last.starts.map(\.task) == [id])
  }

  /// Trap 52: what was not started in time has failed, whoever asks: its children, the hook and the run agree.
  @Test func whatWasNotStartedInTimeHasFailed() throws {
    let gpu = DesiredLabel(key: "gpu", value: .text("yes"), required: true)
    var (b, c) = (task("b", needs: ["a"]), task("c"))
    b.needs = [Need("a", when: "status == 'cancelled'")]
    c.needs = [Need("a", when: "status == 'failed'")]
    var workflow = Workflow(name: "w", tasks: [task("a", timeout: .seconds(10), labels: [gpu]), b, c])
    workflow.onFailure = Hook(executor: .run("true"))
    var fixture = try Fixture(workflows: [workflow])
    fixture.join(slots: 4)
    let a = fixture.enqueue()
    let batch = fixture.advance(.seconds(10))
    #expect(batch.attempts.map(\.task) == [a, a.sibling(1)])
    #expect(batch.attempts.map(\.outcome) == [.failed, .skipped])
    #expect(batch.starts.map(\.task.ordinal).sorted() == [2, 3])
    for ordinal in [2, 3] { fixture.report(a.sibling(ordinal), .completed) }
    #expect(fixture.last.runsFinished.map(\.status) == [.failed])
  }

  @Test func aStartStopsThatClock() throws {
    var fixture = try Fixture([task("a", timeout: .seconds(10))])
    fixture.join()
    let id = fixture.enqueue()
    #expect(fixture.engine.nextWake == nil && fixture.advance(.seconds(60)).writesNothing)
    // It starts anew when the task is queued again.
    fixture.apply(.workers([.draining(Fixture.remote)]))
    fixture.report(id, .released)
    #expect(fixture.engine.nextWake == fixture.now + .seconds(10))
  }

  @Test func thatClockSurvivesATakeOver() throws {
    var fixture = try Fixture([task("a", timeout: .seconds(10))])
    fixture.enqueue()
    let deadline = fixture.now + .seconds(10)
    fixture.now = fixture.now + .seconds(6)
    _ = fixture.takeOver(epoch: 1)
    #expect(fixture.engine.nextWake == deadline)
  }

  /// Trap 14: in time, however soon that is.
  @Test func manyTimersFireInTimeAndInOrder() throws {
    var fixture = try Fixture([task("a")])
    let start = fixture.now
    fixture.apply(
      .runs((1...100_000).map { fixture.arrival(number: $0, runAt: start + .milliseconds($0 * 7919 % 100_000 + 1)) }))
    #expect(fixture.engine.nextWake == start + .milliseconds(1))
    fixture.join(slots: 100_000)
    let early = fixture.advance(.milliseconds(50_000)).starts
    #expect(early.count == 50_000)
    #expect(early.allSatisfy { $0.task.runNumber * 7919 % 100_000 < 50_000 })
    #expect(fixture.advance(.milliseconds(50_000)).starts.count == 50_000)
    #expect(fixture.engine.nextWake == nil)
  }

  @Test func cancelledTimersAreForgotten() throws {
    var fixture = try Fixture([task("a", timeout: .seconds(3600))])
    fixture.join(slots: 1)
    for _ in 0..<1000 { fixture.report(fixture.enqueue(), .completed) }
    #expect(fixture.engine.nextWake == nil && fixture.engine.liveCount == 0)
  }

  @Test func aClockThatJumpsHarmsNothing() throws {
    var fixture = try Fixture([task("a"), task("b", needs: ["a"])])
    fixture.join(Fixture.local, slots: 2, isLocal: true)
    let first = fixture.enqueue()
    fixture.report(first, .completed, worker: Fixture.local)
    // The start of b is in the future now: it is recorded at once rather than in an hour.
    let batch = fixture.advance(.seconds(-3600))
    #expect(batch.lateRecords.map(\.id) == [first.sibling(1)] && fixture.engine.nextWake == nil)
  }
}

import Engine
import Testing
import Time

@Suite struct CancelTests {
  @Test func whatDoesNotRunEndsAtOnce() throws {
    var fixture = try Fixture([task("a"), task("b", needs: ["a"])])
    let queued = fixture.enqueue()
    let future = fixture.enqueue(runAt: fixture.now + .seconds(5))
    for id in [queued, future] {
      let batch = fixture.apply(.commands([.cancel(fixture.run(id))]))
      #expect(batch.attempts.map(\.task) == [id, id.sibling(1)])
      #expect(batch.attempts.allSatisfy { $0.outcome == .cancelled && $0.attempt == 1 && $0.final })
      #expect(batch.liveDeletes == [id, id.sibling(1)] && batch.runsFinished.map(\.status) == [.cancelled])
      #expect(fixture.apply(.commands([.cancel(fixture.run(id))])).writesNothing)
    }
    #expect(fixture.engine.liveCount == 0 && fixture.engine.queuedCount == 0 && fixture.engine.nextWake == nil)
  }

  @Test func whatArrivesAndIsCancelledInOneBatchLeavesNoRow() throws {
    var fixture = try Fixture([task("a")])
    fixture.join()
    let run = fixture.arrival(number: 1)
    let batch = fixture.apply(.commands([.cancel(run.id)]), .runs([run]))
    #expect(batch.liveInserts.isEmpty && batch.liveUpdates.isEmpty && batch.liveDeletes.isEmpty && batch.starts.isEmpty)
    #expect(batch.attempts.map(\.outcome) == [.cancelled] && batch.runsFinished.count == 1)
  }

  @Test func whatRunsIsStoppedOnce() throws {
    var fixture = try Fixture([task("a", retries: 3), task("b", needs: ["a"])])
    fixture.join()
    let id = fixture.enqueue()
    let batch = fixture.apply(.commands([.cancel(fixture.run(id))]))
    #expect(batch.stops.map(\.task) == [id] && batch.stops.map(\.attempt) == [1])
    #expect(fixture.rows[id]?.stopping == .cancel && fixture.rows[id]?.state == .running)
    #expect(batch.attempts.map(\.task) == [id.sibling(1)] && batch.runsFinished.isEmpty)
    #expect(fixture.apply(.commands([.cancel(fixture.run(id))])).stops.isEmpty)
    #expect(fixture.report(id, .cancelled).runsFinished.map(\.status) == [.cancelled])
    #expect(fixture.last.attempts.isEmpty && fixture.last.recorded.map(\.final) == [true])
  }

  @Test(arguments: Outcome.allCases)
  func whateverAStoppedTaskSaysItEnds(outcome: Outcome) throws {
    var fixture = try Fixture([task("a", retries: 3)])
    fixture.join()
    let id = fixture.enqueue()
    fixture.apply(.commands([.cancel(fixture.run(id))]))
    let batch = fixture.report(id, outcome)
    #expect(batch.liveDeletes == [id] && batch.starts.isEmpty && fixture.engine.liveCount == 0)
    let isDone = outcome == .completed || outcome == .skipped
    #expect(batch.runsFinished.map(\.status) == [isDone ? .completed : .cancelled])
    let hasOwnVerdict = !isDone && outcome != .cancelled
    #expect(batch.attempts.map(\.attempt) == (hasOwnVerdict ? [2] : []))
    #expect(batch.attempts.allSatisfy { $0.outcome == .cancelled && $0.final })
    #expect(batch.recorded.map(\.final) == [!hasOwnVerdict])
  }

  @Test func aStoppedTaskEndsWithItsWorker() throws {
    var fixture = try Fixture([task("a")])
    fixture.join()
    let id = fixture.enqueue()
    fixture.apply(.commands([.cancel(fixture.run(id))]))
    let batch = fixture.apply(.workers([.lost(Fixture.remote)]))
    #expect(batch.attempts.map(\.outcome) == [.lost, .cancelled] && batch.attempts.map(\.attempt) == [1, 2])
    #expect(batch.runsFinished.map(\.status) == [.cancelled] && batch.liveDeletes == [id])
  }
}

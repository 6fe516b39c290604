import Engine
import Testing
import Time
import Workflows

@Suite struct QueueTests {
  @Test func ordersByPriorityThenResumedThenAge() throws {
    var fixture = try Fixture([task("a", retries: 5, factor: 0)])
    fixture.join()
    let resumed = fixture.enqueue()
    let runs = [(1, 10), (2, 11), (3, 12), (3, 13), (2, 14), (1, 15)] as [(Int16, Int64)]
    fixture.apply(.runs(runs.shuffled().map { fixture.arrival(number: $0.1, priority: $0.0) }))
    fixture.report(resumed, .failed)
    var order: [Int64] = []
    while let start = fixture.last.starts.first {
      order.append(start.task.runNumber)
      fixture.report(start.task, .completed, attempt: start.attempt)
    }
    #expect(order == [12, 13, 1, 11, 14, 10, 15])
  }

  /// Trap 6: a priority counts among all workflows that compete for a worker; age counts within it, and never over it.
  @Test func aPriorityCountsAmongAllWorkflows() throws {
    let picky = task("a", labels: [DesiredLabel(key: "zone", value: .text("eu"))])
    var fixture = try Fixture([task("a")], [picky], [task("b")])
    for (version, priority) in [(0, 1), (1, 2), (2, 3), (0, 3), (1, 1), (2, 2)] as [(Int64, Int16)] {
      fixture.enqueue(version, priority: priority)
      _ = fixture.advance(.seconds(86_400))
    }
    fixture.join()
    var order: [Int64] = []
    while let start = fixture.last.starts.first {
      order.append(start.task.runNumber)
      fixture.report(start.task, .completed)
    }
    #expect(order == [3, 4, 2, 6, 1, 5])
  }

  @Test func whatCannotBeAssignedBlocksNothing() throws {
    let gpu = DesiredLabel(key: "gpu", value: .text("yes"), required: true)
    var fixture = try Fixture([task("a", slots: 4)], [task("a", labels: [gpu])], [task("a")])
    for _ in 0..<500 {
      fixture.enqueue(0, priority: 3)
      fixture.enqueue(1, priority: 3)
    }
    let small = fixture.enqueue(2, priority: 1)
    fixture.join(slots: 3)
    #expect(fixture.last.starts.map(\.task) == [small])
    fixture.join(WorkerID(rawValue: 5), slots: 5, labels: ["gpu": .text("yes")])
    #expect(fixture.last.starts.map(\.task.runNumber) == [1, 2])
  }

  /// The heap holds its place several times by then.
  @Test func aTaskThatIsQueuedAgainAndAgainStartsOnce() throws {
    var fixture = try Fixture([task("a")])
    let run = fixture.run(fixture.enqueue())
    for attempt in 1...5 as ClosedRange<Int32> {
      let last = FinishedTask(id: TaskID(run: 1, ordinal: 0), attempt: attempt, outcome: .cancelled)
      fixture.apply(.commands([.cancel(run)]))
      fixture.apply(.commands([.replay(Replay(run: run, version: VersionID(rawValue: 0), finished: [last]))]))
    }
    fixture.join(slots: 9)
    #expect(fixture.last.starts.map(\.attempt) == [6] && fixture.engine.queuedCount == 0)
  }

  @Test func aCancelledTaskLeavesItsPlace() throws {
    var fixture = try Fixture([task("a")])
    let ids = (0..<300).map { _ in fixture.enqueue() }
    fixture.apply(.commands(ids.dropLast().map { .cancel(fixture.run($0)) }))
    #expect(fixture.engine.queuedCount == 1)
    fixture.join(slots: 300)
    #expect(fixture.last.starts.map(\.task) == [ids[299]])
  }
}

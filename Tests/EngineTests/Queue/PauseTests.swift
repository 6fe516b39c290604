import Engine
import Testing
import Time
import Workflows

@Suite struct PauseTests {
  /// What is declared while `paused` are.
  private static func registry(
    _ paused: String..., since: Timestamp? = nil, resumed: Timestamp? = nil
  ) -> Registry {
    var workflows: [String: RegisteredWorkflow] = [:]
    for index in 0..<3 {
      let name = "w\(index)"
      workflows[name] = RegisteredWorkflow(
        version: VersionID(rawValue: Int64(index)),
        pausedSince: paused.contains(name) ? since ?? Timestamp(microseconds: 1) : nil, resumedAt: resumed)
    }
    return Registry(workflows: workflows)
  }

  @Test func nothingStartsUntilItGoesOnAndThenInOrder() throws {
    var fixture = try Fixture([task("a")], [task("a")])
    fixture.apply(.registry(Self.registry("w0")))
    fixture.join(slots: 2)
    let high = fixture.enqueue(priority: 3)
    let low = fixture.enqueue(priority: 1)
    let normal = fixture.enqueue(priority: 2)
    let other = fixture.enqueue(1, priority: 1)
    #expect(fixture.last.starts.map(\.task) == [other], "the others of its shape go before it")
    #expect(fixture.engine.liveCount == 4 && fixture.engine.queuedCount == 0)
    #expect(fixture.rows[high]?.state == .queued)
    fixture.apply(.registry(Self.registry()))
    #expect(fixture.last.starts.map(\.task) == [high])
    fixture.report(high, .completed)
    #expect(fixture.last.starts.map(\.task) == [normal])
    fixture.report(normal, .completed)
    #expect(fixture.last.starts.map(\.task) == [low])
  }

  @Test func whatRunsGoesOnAndItsRetryAndChildrenWait() throws {
    var fixture = try Fixture([task("a", retries: 1, factor: 0), task("b", needs: ["a"])])
    fixture.join(slots: 2)
    let (first, second) = (fixture.enqueue(), fixture.enqueue())
    fixture.apply(.registry(Self.registry("w0")))
    #expect(fixture.last.stops.isEmpty)
    fixture.report(first, .failed)
    fixture.report(second, .completed)
    #expect(fixture.last.starts.isEmpty && fixture.engine.liveCount == 3)
    fixture.apply(.registry(Self.registry()))
    #expect(Set(fixture.last.starts.map(\.task)) == [first, second.sibling(1)])
    #expect(fixture.last.starts.first { $0.task == first }?.attempt == 2)
  }

  @Test func aTaskThatIsCancelledAndReplayedMeanwhileStartsOnce() throws {
    var fixture = try Fixture([task("a")])
    fixture.apply(.registry(Self.registry("w0")))
    fixture.join(slots: 300)
    let ids = (0..<200).map { _ in fixture.enqueue() }
    for attempt in 1...3 as ClosedRange<Int32> {
      fixture.apply(.commands(ids.map { .cancel(fixture.run($0)) }))
      #expect(fixture.engine.liveCount == 0)
      fixture.apply(
        .commands(
          ids.map { id in
            .replay(
              Replay(
                run: fixture.run(id), version: VersionID(rawValue: 0),
                finished: [FinishedTask(id: id, attempt: attempt, outcome: .cancelled)]))
          }))
      #expect(fixture.last.starts.isEmpty)
    }
    fixture.apply(.commands(ids.dropFirst(50).map { .cancel(fixture.run($0)) }))
    fixture.apply(.registry(Self.registry()))
    #expect(fixture.last.starts.map(\.task) == Array(ids.prefix(50)) && fixture.engine.queuedCount == 0)
    #expect(fixture.last.starts.allSatisfy { $0.attempt == 4 })
  }

  @Test func theWindowStaysFullAndMovesOnAfterwards() throws {
    var fixture = try Fixture([task("a")], window: 4)
    fixture.apply(.registry(Self.registry("w0")))
    fixture.join(slots: 9)
    fixture.apply(.runs((1...9).map { fixture.arrival(number: $0) }))
    #expect(fixture.engine.liveCount == 4 && fixture.last.deferrals.count == 3)
    _ = fixture.advance(.seconds(60))
    #expect(fixture.last.starts.isEmpty && fixture.last.wantedBlocks.isEmpty)
    fixture.apply(.registry(Self.registry()))
    #expect(fixture.last.starts.count == 4 && !fixture.last.wantedBlocks.isEmpty)
  }

  @Test func aTakeOverKnowsOfThePause() throws {
    var fixture = try Fixture([task("a", timeout: .seconds(10))])
    fixture.apply(.registry(Self.registry("w0")))
    let id = fixture.enqueue()
    fixture.now = fixture.now + .seconds(60)
    fixture.takeOver(registry: Self.registry("w0"))
    fixture.join()
    #expect(fixture.last.starts.isEmpty && fixture.last.attempts.isEmpty)
    fixture.apply(.registry(Self.registry(resumed: fixture.now)))
    #expect(fixture.last.starts.map(\.task) == [id])
  }

  /// In the heap, parked, and taken over after the pause: each has its whole time again.
  @Test(arguments: [false, true], [false, true])
  func timeInTheQueueBeginsAnew(isParked: Bool, isTakenOver: Bool) throws {
    var fixture = try Fixture([task("a", timeout: .seconds(10))], [task("a")])
    let id = fixture.enqueue()
    let busy = fixture.enqueue(1)
    _ = fixture.advance(.seconds(9))
    fixture.apply(.registry(Self.registry("w0")))
    if isParked { fixture.join() }
    #expect(fixture.last.starts.map(\.task) == (isParked ? [busy] : []))
    #expect(fixture.advance(.seconds(3600)).attempts.isEmpty)
    #expect(fixture.engine.nextWake == nil, "nothing is to happen while it is paused")
    let resumed = Self.registry(resumed: fixture.now)
    if isTakenOver { fixture.takeOver(registry: resumed) } else { fixture.apply(.registry(resumed)) }
    #expect(fixture.advance(.milliseconds(9999)).attempts.isEmpty)
    let batch = fixture.advance(.milliseconds(1))
    #expect(batch.attempts.map(\.message) == ["not started within 10s"] && batch.attempts.first?.task == id)
  }

  @Test func aPauseThatNobodySawCountsAsWell() throws {
    var fixture = try Fixture([task("a", timeout: .seconds(10))])
    fixture.apply(.registry(Self.registry()))
    fixture.enqueue()
    fixture.now = fixture.now + .seconds(11)
    let batch = fixture.apply(.registry(Self.registry(resumed: fixture.now + .seconds(-1))))
    #expect(batch.attempts.isEmpty)
    #expect(fixture.advance(.seconds(9)).attempts.count == 1)
  }

  @Test func aVersionThatComesLaterIsPausedToo() throws {
    var fixture = try Fixture([task("a")])
    fixture.apply(.registry(Self.registry("w0", "w1")))
    fixture.join()
    let plan = try Plan(Workflow(name: "w1", tasks: [task("a")]))
    let version = VersionID(rawValue: 77)
    fixture.apply(.plans([version: plan]), .runs([fixture.arrival(77, number: 500)]))
    #expect(fixture.last.starts.isEmpty)
    fixture.apply(.registry(Self.registry("w0")))
    #expect(fixture.last.starts.map(\.version) == [version])
  }
}

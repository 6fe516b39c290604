import Engine
import Testing
import Time

@Suite struct RecoveryTests {
  @Test func anUncleanTakeOverNeverUsesANumberAgain() throws {
    var fixture = try Fixture([task("a")])
    fixture.join(Fixture.local, slots: 0, isLocal: true)
    let id = fixture.enqueue()
    fixture.join(Fixture.local, slots: 1, isLocal: true)
    // Started without a record: the row knows nothing of attempt 1.
    #expect(fixture.last.starts.map(\.attempt) == [1] && fixture.rows[id]?.attempt == 0)

    #expect(fixture.takeOver(epoch: 1).writesNothing)
    fixture.join()
    #expect(fixture.last.starts.map(\.attempt) == [2])
    #expect(fixture.rows[id]?.epoch == 1 && fixture.rows[id]?.attempt == 2)
    #expect(fixture.report(id, .completed, attempt: 1, worker: Fixture.local).refused.count == 1)
    #expect(fixture.report(id, .completed, attempt: 2).recorded.count == 1)
  }

  /// The leader starts what had to wait for its time, dies, and the clock is set back to before that time.
  @Test func aTaskThatWaitedForItsTimeIsStartedOnTheRecord() throws {
    var fixture = try Fixture([task("a")])
    let id = fixture.enqueue(runAt: fixture.now + .seconds(10))
    fixture.join(Fixture.local, slots: 1, isLocal: true)
    let begun = fixture.advance(.seconds(10)).starts
    #expect(begun.map(\.attempt) == [1] && begun.first?.isUnrecorded == false)
    #expect(fixture.rows[id]?.state == .running)

    fixture.now = fixture.now - .seconds(5)
    fixture.takeOver(epoch: 1)
    fixture.apply(.workers([.lost(Fixture.local)]))
    fixture.join()
    #expect(fixture.last.starts.map(\.attempt) == [2])
  }

  @Test func leadersThatDieWhileItWaitsForItsTimeCostNoNumber() throws {
    var fixture = try Fixture([task("a")])
    fixture.enqueue(runAt: fixture.now + .seconds(10))
    fixture.takeOver(epoch: 7)
    fixture.join()
    #expect(fixture.advance(.seconds(10)).starts.map(\.attempt) == [1])
  }

  @Test func twoUncleanTakeOversInARow() throws {
    var fixture = try Fixture([task("a")])
    let id = fixture.enqueue()
    _ = fixture.takeOver(epoch: 1)
    _ = fixture.takeOver(epoch: 3)
    #expect(fixture.rows[id]?.epoch == 0)
    fixture.join()
    #expect(fixture.last.starts.map(\.attempt) == [4])
  }

  @Test func aCleanTakeOverGoesOnWithTheNextNumber() throws {
    var fixture = try Fixture([task("a")])
    fixture.join(Fixture.local, slots: 0, isLocal: true)
    let id = fixture.enqueue()
    fixture.join(Fixture.local, slots: 2, isLocal: true)
    let late = fixture.apply(.runs([fixture.arrival(number: 50)]), .handover)
    #expect(late.lateRecords.map(\.id) == [id] && late.starts.isEmpty)
    _ = fixture.takeOver(epoch: 0)
    #expect(fixture.engine.awaitedWorkers == [Fixture.local])
    fixture.join()
    #expect(fixture.last.starts.map(\.task) == [TaskID(run: 50, ordinal: 0)] && fixture.last.starts.first?.attempt == 1)
    #expect(fixture.report(id, .completed, worker: Fixture.local).recorded.count == 1)
  }

  @Test func aRunningTaskStaysWithItsWorkerUntilThatIsLost() throws {
    var fixture = try Fixture([task("a")])
    fixture.join()
    let id = fixture.enqueue()
    _ = fixture.takeOver(epoch: 1)
    fixture.join()
    #expect(fixture.last.starts.isEmpty)
    // Its one slot is taken.
    fixture.enqueue()
    #expect(fixture.last.starts.isEmpty)
    let batch = fixture.apply(.workers([.lost(Fixture.remote)]))
    #expect(batch.attempts.map(\.outcome) == [.lost] && batch.attempts.first?.attempt == 1)
    #expect(fixture.rows[id]?.state == .queued)
  }

  @Test func aGraphIsRebuiltFromRowsAndFacts() throws {
    var fixture = try Fixture([
      task("a"), task("b", needs: ["a"]), task("c", needs: ["a"]), task("d", needs: ["b", "c"]),
    ])
    fixture.join()
    let id = fixture.enqueue()
    fixture.report(id, .completed)
    fixture.report(id.sibling(1), .completed)
    // c runs, d waits.
    _ = fixture.takeOver(
      epoch: 1,
      finished: [
        FinishedTask(id: id, attempt: 1, outcome: .completed),
        FinishedTask(id: id.sibling(1), attempt: 1, outcome: .completed),
      ])
    #expect(fixture.last.warnings.isEmpty)
    fixture.join()
    #expect(fixture.report(id.sibling(2), .completed).starts.map(\.task.ordinal) == [3])
    #expect(fixture.report(id.sibling(3), .completed, attempt: 2).runsFinished.map(\.status) == [.completed])
  }

  @Test func readinessAndTimersAreDerivedAgain() throws {
    var fixture = try Fixture([task("a"), task("b", needs: ["a"])], [task("a", retries: 1, factor: 1)])
    fixture.join()
    let chain = fixture.enqueue(0)
    let simple = fixture.enqueue(1)
    fixture.report(chain, .completed)
    #expect(fixture.last.starts.map(\.task) == [chain.sibling(1)])
    fixture.report(chain.sibling(1), .released)
    // Released goes before fresh work; then the retry waits for its time.
    fixture.report(chain.sibling(1), .completed, attempt: 2)
    fixture.report(simple, .failed)
    let wake = try #require(fixture.rows[simple]?.wakeAt)
    _ = fixture.takeOver(epoch: 0)
    #expect(fixture.engine.nextWake == wake)
    fixture.join()
    #expect(fixture.last.starts.isEmpty)
    #expect(fixture.advance(.seconds(1)).starts.map(\.attempt) == [2])
  }

  @Test func aStopIsOrderedAgain() throws {
    var fixture = try Fixture([task("a")])
    fixture.join()
    let id = fixture.enqueue()
    fixture.apply(.commands([.cancel(fixture.run(id))]))
    let batch = fixture.takeOver(epoch: 1)
    #expect(batch.stops.map(\.task) == [id] && batch.stops.first?.worker == Fixture.remote)
    #expect(fixture.report(id, .failed).runsFinished.map(\.status) == [.cancelled])
  }

  @Test func whatCannotBeUnderstoodIsLeftAloneAndNamed() throws {
    var fixture = try Fixture([task("a")])
    let stray = TaskID(run: 5, ordinal: 3)
    let unknown = TaskID(run: 6, ordinal: 0)
    for (id, version) in [(stray, 0), (unknown, 9)] as [(TaskID, Int64)] {
      fixture.rows[id] = LiveTask(
        id: id, runCreatedAt: fixture.now, version: VersionID(rawValue: version), state: .queued, queuedAt: fixture.now)
    }
    let batch = fixture.takeOver(epoch: 0)
    #expect(batch.writesNothing && fixture.engine.liveCount == 0)
    #expect(batch.warnings.contains(.strayTask(stray)))
    #expect(batch.warnings.contains(.unknownVersion(fixture.run(unknown), VersionID(rawValue: 9))))
  }
}

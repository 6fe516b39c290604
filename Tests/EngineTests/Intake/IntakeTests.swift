import Engine
import Testing
import Time

@Suite struct IntakeTests {
  @Test func aSimpleTaskWithRoomIsInsertedRunning() throws {
    var fixture = try Fixture([task("a", retries: 2)])
    fixture.join(slots: 1)
    let id = fixture.enqueue()
    #expect(fixture.last.liveInserts.map(\.state) == [.running])
    #expect(fixture.last.liveInserts.first?.attempt == 1)
    #expect(fixture.last.liveInserts.first?.worker == Fixture.remote)
    #expect(fixture.last.liveInserts.first?.startedAt == fixture.now)
    #expect(fixture.last.liveUpdates.isEmpty)
    let start = try #require(fixture.last.starts.first)
    #expect(start.task == id && start.run == fixture.run(id) && start.attempt == 1 && start.maxAttempts == 3)

    let batch = fixture.report(id, .completed)
    #expect(batch.liveDeletes == [id] && batch.liveUpdates.isEmpty && batch.attempts.isEmpty)
    #expect(batch.recorded == [Recorded(task: id, attempt: 1, final: true)])
    #expect(batch.runsFinished == [RunFinish(run: fixture.run(id), status: .completed)])
    #expect(fixture.engine.liveCount == 0)
  }

  @Test func aSimpleTaskWithoutRoomIsInsertedQueued() throws {
    var fixture = try Fixture([task("a")])
    let id = fixture.enqueue()
    #expect(fixture.rows[id]?.state == .queued)
    #expect(fixture.rows[id]?.queuedAt == fixture.now)
    #expect(fixture.last.starts.isEmpty && fixture.engine.queuedCount == 1)
  }

  @Test func aRunOfManyTasksIsARowForEach() throws {
    var fixture = try Fixture([task("a"), task("b", needs: ["a"]), task("c", needs: ["b"])])
    fixture.join(slots: 3)
    fixture.enqueue()
    #expect(fixture.last.liveInserts.map(\.state) == [.running, .waiting, .waiting])
    #expect(fixture.last.liveInserts.allSatisfy { $0.wakeAt == nil })
    #expect(fixture.last.starts.map(\.task.ordinal) == [0])
  }

  @Test func aRunOfTheFutureWaits() throws {
    var fixture = try Fixture([task("a"), task("b", needs: ["a"])], [task("a")])
    fixture.join(slots: 3)
    let later = fixture.now + .seconds(60)
    let chain = fixture.enqueue(0, runAt: later)
    #expect(fixture.rows[chain]?.wakeAt == later && fixture.rows[chain.sibling(1)]?.wakeAt == nil)
    let simple = fixture.enqueue(1, runAt: later)
    #expect(fixture.rows[simple]?.state == .waiting && fixture.engine.nextWake == later)
    #expect(fixture.advance(.seconds(59)).starts.isEmpty)
    #expect(fixture.advance(.seconds(1)).starts.map(\.task) == [chain, simple])
    #expect(fixture.last.starts.map(\.queuedAt) == [later, later])
    let past = fixture.enqueue(1, runAt: fixture.now - .seconds(1))
    #expect(fixture.rows[past]?.state == .running)
  }

  @Test func aKnownRunIsIgnored() throws {
    var fixture = try Fixture([task("a")], [task("a"), task("b")])
    for version in [0, 1] as [Int64] {
      let run = fixture.arrival(version, number: 100 + version)
      fixture.apply(.runs([run, run]))
      #expect(fixture.last.liveInserts.count == 1 + Int(version))
      #expect(fixture.apply(.runs([run])).writesNothing)
    }
  }

  @Test func aRunOfAnUnknownVersionFailsAndSaysSo() throws {
    var fixture = try Fixture([task("a")])
    let run = fixture.arrival(9, number: 1)
    let batch = fixture.apply(.runs([run]))
    #expect(batch.warnings == [.unknownVersion(run.id, run.version)])
    #expect(batch.attempts.first?.message == "unknown workflow version 9")
    #expect(batch.runsFinished == [RunFinish(run: run.id, status: .failed)])
    #expect(fixture.engine.liveCount == 0)
  }
}

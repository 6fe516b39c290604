import Engine
import Testing

@Suite struct RejectionTests {
  @Test func aDuplicateEndsBeforeItBegins() throws {
    var fixture = try Fixture([task("a"), task("b", needs: ["a"]), task("c")], window: 1)
    fixture.join(slots: 3)
    let first = RunID(number: 3, createdAt: fixture.now)
    var run = fixture.arrival(number: 7)
    run.rejection = .duplicate(of: first)
    let batch = fixture.apply(.runs([run]), .commands([.cancel(run.id)]))
    #expect(batch.liveInserts.isEmpty && batch.starts.isEmpty && batch.deferrals.isEmpty)
    #expect(batch.attempts.map(\.task.ordinal) == [0, 1, 2])
    #expect(batch.attempts.allSatisfy { $0.outcome == .cancelled && $0.final && $0.attempt == 1 })
    #expect(batch.attempts.allSatisfy { $0.message == "run '\(first.text)' has the same idempotency key" })
    #expect(batch.runsFinished == [RunFinish(run: run.id, status: .cancelled)])
  }

  @Test func aRunWithoutItsKeyFailsOnce() throws {
    var fixture = try Fixture([task("a"), task("b", needs: ["a"])])
    var run = fixture.arrival(number: 7)
    run.rejection = .withoutKey("no such key: day")
    let batch = fixture.apply(.runs([run]))
    #expect(batch.attempts.map(\.outcome) == [.failed, .cancelled])
    #expect(batch.attempts.first?.message == "no such key: day")
    #expect(batch.runsFinished == [RunFinish(run: run.id, status: .failed)])
  }

  /// Somebody wants it all the same.
  @Test func aReplayRunsADuplicate() throws {
    var fixture = try Fixture([task("a")])
    var run = fixture.arrival(number: 7)
    run.rejection = .duplicate(of: RunID(number: 3, createdAt: fixture.now))
    fixture.apply(.runs([run]))
    fixture.join()
    let id = TaskID(run: 7, ordinal: 0)
    fixture.apply(
      .commands([
        .replay(
          Replay(run: run.id, version: run.version, finished: [FinishedTask(id: id, attempt: 1, outcome: .cancelled)]))
      ]))
    #expect(fixture.last.starts.map(\.attempt) == [2])
  }
}

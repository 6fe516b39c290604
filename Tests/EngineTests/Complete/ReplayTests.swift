import Engine
import Testing
import Time

@Suite struct ReplayTests {
  /// a; b and c after it; d after both; e on its own.
  private static let tasks = [
    task("a"), task("b", needs: ["a"]), task("c", needs: ["a"]), task("d", needs: ["b", "c"]), task("e"),
  ]
  private enum Place: Int { case a, e, b, c, d }

  /// In the order of the plan: a, b, c, d, e.
  private func facts(_ id: TaskID, _ outcomes: [Outcome]) -> [FinishedTask] {
    outcomes.enumerated().map { FinishedTask(id: id.sibling($0.offset), attempt: 3, outcome: $0.element) }
  }

  private func replay(_ fixture: Fixture, _ id: TaskID, _ mode: Replay.Mode, _ facts: [FinishedTask]) -> Input {
    .commands([
      .replay(Replay(run: fixture.run(id), mode: mode, version: VersionID(rawValue: 0), priority: 3, finished: facts))
    ])
  }

  @Test(
    arguments: [
      (.failedOnwards, [.completed, .failed, .completed, .cancelled, .completed], [1, 3]),
      (.failedOnwards, [.completed, .completed, .completed, .completed, .timedOut], [4]),
      (.failedOnwards, [.failed, .cancelled, .cancelled, .cancelled, .lost], [0, 1, 2, 3, 4]),
      (.failedOnwards, [.completed, .completed, .skipped, .completed, .completed], []),
      (.from("c"), [.completed, .completed, .completed, .completed, .completed], [2, 3]),
      (.from("a"), [.completed, .completed, .completed, .completed, .completed], [0, 1, 2, 3]),
      (.all, [.completed, .completed, .completed, .completed, .completed], [0, 1, 2, 3, 4]),
      // What has never been tried is never left out.
      (.from("e"), [.completed, .completed, .completed], [3, 4]),
    ] as [(Replay.Mode, [Outcome], [Int])])
  func selects(mode: Replay.Mode, outcomes: [Outcome], expected: [Int]) throws {
    var fixture = try Fixture(Self.tasks)
    let id = TaskID(run: 9, ordinal: 0)
    let batch = fixture.apply(replay(fixture, id, mode, facts(id, outcomes)))
    #expect(batch.liveInserts.map(\.id.ordinal) == expected)
    #expect(batch.liveInserts.allSatisfy { $0.attempt == ($0.id.ordinal < outcomes.count ? 3 : 0) && $0.priority == 3 })
    #expect(batch.warnings == (expected.isEmpty ? [.nothingToReplay(fixture.run(id))] : []))
  }

  @Test func runsAgainWithTheNextNumberAndAFreshBudget() throws {
    var fixture = try Fixture([task("a", retries: 1, factor: 0)])
    fixture.join()
    let id = fixture.enqueue()
    fixture.report(id, .failed)
    fixture.report(id, .failed, attempt: 2)
    let facts = [FinishedTask(id: id, attempt: 2, outcome: .failed)]
    fixture.apply(replay(fixture, id, .failedOnwards, facts))
    #expect(fixture.last.starts.map(\.attempt) == [3] && fixture.last.starts.map(\.maxAttempts) == [4])
    #expect(fixture.report(id, .failed, attempt: 3).starts.map(\.attempt) == [4])
    #expect(fixture.report(id, .completed, attempt: 4).runsFinished.map(\.status) == [.completed])
  }

  /// Trap 25: a run need not be over to be replayed.
  @Test func worksWhileSiblingsRun() throws {
    var fixture = try Fixture(Self.tasks)
    fixture.join(slots: 4)
    let id = fixture.enqueue()
    fixture.report(id, .completed)
    fixture.report(id.sibling(1), .failed)
    // c and e still run; d was cancelled. The facts may be older than that, or missing.
    let batch = fixture.apply(replay(fixture, id, .failedOnwards, []))
    #expect(batch.liveInserts.map(\.id.ordinal) == [1, 3] && batch.starts.map(\.task.ordinal) == [1])
    #expect(batch.starts.map(\.attempt) == [2] && fixture.rows[id.sibling(3)]?.attempt == 1)
    fixture.report(id.sibling(2), .completed)
    #expect(fixture.report(id.sibling(1), .completed, attempt: 2).starts.map(\.attempt) == [2])
    fixture.report(id.sibling(3), .completed, attempt: 2)
    #expect(fixture.report(id.sibling(4), .completed).runsFinished.map(\.status) == [.completed])
  }

  /// Trap 25: what is not replayed is told, never skipped in silence.
  @Test func declinesToStartOverWhatRuns() throws {
    var fixture = try Fixture(Self.tasks)
    fixture.join(slots: 4)
    let id = fixture.enqueue()
    fixture.report(id, .completed)
    let batch = fixture.apply(replay(fixture, id, .from("a"), []))
    #expect(batch.warnings == [.replayOfRunningTask(fixture.run(id), task: "b")] && batch.writesNothing)
    #expect(
      fixture.apply(replay(fixture, id, .from("x"), [])).warnings == [.replayOfUnknownTask(fixture.run(id), task: "x")])
  }

  @Test func putsBackWhatWaitsForItsTurn() throws {
    var fixture = try Fixture([task("a"), task("b", needs: ["a"], retries: 1)])
    fixture.join()
    let id = fixture.enqueue()
    fixture.report(id, .completed)
    fixture.report(id.sibling(1), .failed)
    #expect(fixture.rows[id.sibling(1)]?.wakeAt != nil)
    fixture.apply(replay(fixture, id, .from("a"), []))
    #expect(fixture.last.starts.map(\.task) == [id] && fixture.rows[id.sibling(1)]?.wakeAt == nil)
    #expect(fixture.advance(.seconds(5)).starts.isEmpty)
    #expect(fixture.report(id, .completed, attempt: 2).starts.map(\.attempt) == [2])
  }

  @Test func withdrawsACancelThatHasNotCaughtUp() throws {
    var fixture = try Fixture([task("a"), task("b", needs: ["a"])])
    fixture.join()
    let id = fixture.enqueue()
    fixture.apply(.commands([.cancel(fixture.run(id))]))
    fixture.apply(replay(fixture, id, .failedOnwards, []))
    #expect(fixture.rows[id]?.stopping == nil && fixture.rows[id.sibling(1)]?.state == .waiting)
    #expect(fixture.report(id, .cancelled).starts.map(\.attempt) == [2])
    fixture.report(id, .completed, attempt: 2)
    #expect(fixture.last.starts.map(\.task) == [id.sibling(1)])
  }

  /// The leader's facts were read before the cancel: they would let a number be used twice.
  @Test func knowsOfACancelInTheSameBatch() throws {
    var fixture = try Fixture([task("a")])
    let id = fixture.enqueue()
    let run = fixture.run(id)
    let again = Replay(run: run, version: VersionID(rawValue: 0), finished: [])
    let batch = fixture.apply(.commands([.cancel(run), .replay(again)]))
    #expect(batch.liveDeletes == [id] && batch.liveInserts.map(\.attempt) == [1])
    #expect(batch.attempts.map(\.attempt) == [1])
    fixture.join()
    #expect(fixture.last.starts.map(\.attempt) == [2])
  }
}

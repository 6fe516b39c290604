import Engine
import Testing
import Time
import Workflows

@Suite struct HookTests {
  private static let hook = Hook(executor: .run("true"))

  /// `a` and `b` after it, both with something to undo; and hooks.
  private func saga() throws -> Fixture {
    var (first, second) = (task("a"), task("b", needs: ["a"]))
    (first.compensate, second.compensate) = (Self.hook, Self.hook)
    var workflow = Workflow(name: "saga", tasks: [first, second, task("c", needs: ["b"])])
    (workflow.onFailure, workflow.finally) = (Self.hook, Self.hook)
    var fixture = try Fixture(workflows: [workflow])
    fixture.join(slots: 8)
    return fixture
  }

  // The order of the plan: a, b, c, on_failure, compensate:a, compensate:b, finally.
  private let onFailure = 3
  private let undoA = 4
  private let undoB = 5
  private let finally = 6

  private func started(_ batch: Batch) -> [Int] { batch.starts.map(\.task.ordinal) }

  @Test func namesThem() throws {
    var first = task("a")
    first.compensate = Self.hook
    var workflow = Workflow(name: "w", tasks: [first, task("b")])
    (workflow.onFailure, workflow.finally) = (Self.hook, Self.hook)
    #expect(try Plan(workflow).tasks.map(\.name) == ["a", "b", "on_failure", "compensate:a", "finally"])
  }

  /// Trap 27: a good end has its hook, too.
  @Test func aGoodRunEndsWithFinallyAlone() throws {
    var fixture = try saga()
    let a = fixture.enqueue()
    fixture.report(a, .completed)
    fixture.report(a.sibling(1), .completed)
    let batch = fixture.report(a.sibling(2), .completed)
    #expect(started(batch) == [finally])
    #expect(batch.attempts.map(\.outcome) == [.skipped, .skipped, .skipped])
    #expect(fixture.report(a.sibling(finally), .completed).runsFinished.map(\.status) == [.completed])
  }

  /// What completed last is undone first, one after the other; then the end.
  @Test func aFailureIsUndoneInReverse() throws {
    var fixture = try saga()
    let a = fixture.enqueue()
    fixture.report(a, .completed)
    _ = fixture.advance(.seconds(1))
    fixture.report(a.sibling(1), .completed)
    #expect(started(fixture.report(a.sibling(2), .failed)) == [onFailure])
    #expect(started(fixture.report(a.sibling(onFailure), .completed)) == [undoB])
    #expect(started(fixture.report(a.sibling(undoB), .failed)) == [undoA])
    #expect(started(fixture.report(a.sibling(undoA), .completed)) == [finally])
    #expect(fixture.report(a.sibling(finally), .completed).runsFinished.map(\.status) == [.failed])
  }

  /// Trap 27: a cancel is no failure, but is undone, and has its end.
  @Test func aCancelIsUndone() throws {
    var fixture = try saga()
    let a = fixture.enqueue()
    fixture.report(a, .completed)
    let run = fixture.run(a)
    fixture.apply(.commands([.cancel(run)]))
    let batch = fixture.report(a.sibling(1), .cancelled)
    #expect(started(batch) == [undoA])
    #expect(batch.attempts.filter { $0.outcome == .skipped }.map(\.task.ordinal).sorted() == [onFailure, undoB])
    #expect(started(fixture.report(a.sibling(undoA), .completed)) == [finally])
    // Once only hooks are left, a cancel means them.
    fixture.apply(.commands([.cancel(run)]))
    #expect(fixture.report(a.sibling(finally), .cancelled).runsFinished.map(\.status) == [.cancelled])
  }

  /// What was undone is done again.
  @Test func aReplayDoesAgainWhatWasUndone() throws {
    var fixture = try saga()
    let a = fixture.enqueue()
    fixture.report(a, .completed)
    fixture.report(a.sibling(1), .failed)
    fixture.report(a.sibling(onFailure), .completed)
    fixture.report(a.sibling(undoA), .completed)
    fixture.report(a.sibling(finally), .completed)
    #expect(fixture.rows.isEmpty)
    let finished = [
      (0, 1, Outcome.completed), (1, 1, .failed), (2, 1, .cancelled), (3, 1, .completed), (4, 1, .completed),
      (5, 1, .skipped), (6, 1, .completed),
    ].map { FinishedTask(id: a.sibling($0.0), attempt: Int32($0.1), outcome: $0.2) }
    let batch = fixture.apply(
      .commands([.replay(Replay(run: fixture.run(a), version: VersionID(rawValue: 0), finished: finished))]))
    #expect(started(batch) == [0])
    #expect(fixture.rows.count == 7)
  }

  /// The next leader goes on with the undoing where the last one stopped.
  @Test func undoesOnAfterATakeOver() throws {
    var fixture = try saga()
    let a = fixture.enqueue()
    fixture.report(a, .completed)
    fixture.report(a.sibling(1), .completed)
    fixture.report(a.sibling(2), .failed)
    fixture.report(a.sibling(onFailure), .completed)
    fixture.report(a.sibling(undoB), .completed)
    let ended = [
      (0, Outcome.completed, 1), (1, .completed, 2), (2, .failed, 3), (3, .completed, 4), (5, .completed, 5),
    ]
    fixture.takeOver(
      epoch: 1,
      finished: ended.map {
        FinishedTask(id: a.sibling($0.0), attempt: 1, outcome: $0.1, endedAt: fixture.now + .seconds($0.2))
      })
    fixture.join(slots: 8)
    #expect(started(fixture.report(a.sibling(undoA), .completed)) == [finally])
  }
}

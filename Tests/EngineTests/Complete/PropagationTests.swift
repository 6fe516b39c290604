import Engine
import Testing
import Time

@Suite struct PropagationTests {
  private static let join = [task("a"), task("b"), task("c", needs: ["a", "b"]), task("d", needs: ["c"])]

  @Test(
    arguments: [
      (.completed, .completed, nil), (.completed, .skipped, nil), (.skipped, .skipped, .skipped),
      (.completed, .failed, .cancelled), (.skipped, .cancelled, .cancelled), (.failed, .failed, .cancelled),
    ] as [(Outcome, Outcome, Outcome?)])
  func aChildFollowsItsParents(first: Outcome, second: Outcome, child: Outcome?) throws {
    var fixture = try Fixture(Self.join)
    fixture.join(slots: 2)
    let id = fixture.enqueue()
    // A cancelled parent that nobody asked to stop would run again: only a cancel makes one.
    if second == .cancelled { return try cancelledParent(fixture, id) }
    fixture.report(id, first)
    if first != .failed { #expect(fixture.last.starts.isEmpty && fixture.last.attempts.isEmpty) }
    let early = fixture.last.attempts
    fixture.report(id.sibling(1), second)
    guard let child else { return #expect(fixture.last.starts.map(\.task) == [id.sibling(2)]) }
    let verdicts = early + fixture.last.attempts
    #expect(verdicts.map(\.task) == [id.sibling(2), id.sibling(3)])
    #expect(verdicts.allSatisfy { $0.outcome == child && $0.attempt == 1 && $0.final && $0.worker == nil })
    let isBad = child == .cancelled
    #expect(fixture.last.runsFinished.map(\.status) == [isBad ? .failed : .completed])
  }

  private func cancelledParent(_ fixture: Fixture, _ id: TaskID) throws {
    var fixture = fixture
    fixture.report(id, .skipped)
    fixture.apply(.commands([.cancel(fixture.run(id))]))
    #expect(fixture.report(id.sibling(1), .cancelled).runsFinished.map(\.status) == [.cancelled])
  }

  /// Trap 53: a run has not failed before all of it is over.
  @Test func aFailureCancelsAtOnceAndTheRunWaitsForTheRest() throws {
    var fixture = try Fixture(Self.join)
    fixture.join(slots: 2)
    let id = fixture.enqueue()
    let batch = fixture.report(id, .failed)
    #expect(
      batch.attempts.map(\.message) == ["parent 'a' failed or was cancelled", "parent 'c' failed or was cancelled"])
    #expect(batch.runsFinished.isEmpty)
    #expect(fixture.report(id.sibling(1), .completed).runsFinished.map(\.status) == [.failed])
  }

  /// Neither quadratic nor recursive: 4,096 tasks in a chain, and 4,094 between two.
  @Test func largeGraphs() throws {
    let chain = (0..<4096).map { task("t\($0 + 10000)", needs: $0 == 0 ? [] : ["t\($0 + 9999)"]) }
    let names = (0..<4094).map { "b\($0)" }
    let fan = [task("a")] + names.map { task($0, needs: ["a"]) } + [task("c", needs: names)]
    var fixture = try Fixture(chain, fan)
    fixture.join(slots: 5000)
    let first = fixture.enqueue(0)
    #expect(fixture.report(first, .failed).attempts.count == 4095)
    #expect(fixture.last.runsFinished.map(\.status) == [.failed])
    let second = fixture.enqueue(1)
    #expect(fixture.report(second, .completed).starts.count == 4094)
    fixture.apply(
      .reports(
        (1...4094).map { Report(task: second.sibling($0), attempt: 1, worker: Fixture.remote, outcome: .completed) }))
    #expect(fixture.last.starts.map(\.task.ordinal) == [4095])
  }
}

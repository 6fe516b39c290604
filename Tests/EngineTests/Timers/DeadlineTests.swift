import Engine
import Testing
import Time
import Workflows

@Suite struct DeadlineTests {
  private func fixture(slots: Int32 = 4) throws -> Fixture {
    var workflow = Workflow(name: "hasty", tasks: [task("a", retries: 3), task("b", needs: ["a"])])
    workflow.timeout = .seconds(60)
    workflow.onFailure = Hook(executor: .run("true"))
    var fixture = try Fixture(workflows: [workflow])
    if slots > 0 { fixture.join(slots: slots) }
    return fixture
  }

  @Test func whatRunsIsStoppedAndHasTimedOut() throws {
    var fixture = try fixture()
    let a = fixture.enqueue()
    #expect(fixture.rows[a]?.waits?.deadline == fixture.now + .seconds(60))
    let batch = fixture.advance(.seconds(60))
    #expect(batch.stops.map(\.reason) == [.timeout])
    #expect(batch.attempts.map(\.outcome) == [.cancelled])
    // It is not tried again, and what it wrote as its end is not the last word.
    let end = fixture.report(a, .timedOut)
    #expect(end.attempts.map(\.message) == ["the run was not over within 1m"])
    #expect(end.starts.map(\.task.ordinal) == [2])
    #expect(fixture.report(a.sibling(2), .completed).runsFinished.map(\.status) == [.failed])
  }

  @Test func whatIsQueuedHasTimedOut() throws {
    var fixture = try fixture(slots: 0)
    let a = fixture.enqueue()
    let batch = fixture.advance(.seconds(60))
    #expect(batch.attempts.map(\.outcome) == [.timedOut, .cancelled])
    #expect(batch.attempts.map(\.task) == [a, a.sibling(1)])
  }

  @Test func theNextLeaderKnowsIt() throws {
    var fixture = try fixture(slots: 0)
    fixture.enqueue()
    _ = fixture.advance(.seconds(30))
    fixture.takeOver(epoch: 1)
    #expect(fixture.engine.nextWake == fixture.now + .seconds(30))
    #expect(fixture.advance(.seconds(30)).attempts.map(\.outcome) == [.timedOut, .cancelled])
  }

  /// A scheduled run's time begins when it does.
  @Test func itBeginsWithTheRun() throws {
    var fixture = try fixture(slots: 0)
    let a = fixture.enqueue(runAt: fixture.now + .seconds(100))
    #expect(fixture.rows[a]?.waits?.deadline == fixture.now + .seconds(160))
    #expect(fixture.advance(.seconds(159)).attempts.isEmpty)
  }
}

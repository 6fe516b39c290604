import Engine
import Testing
import Time
import Workflows

@Suite struct ReportsTests {
  @Test func retriesAsOftenAsThePolicySays() throws {
    var fixture = try Fixture([task("a", retries: 2, factor: 0)])
    fixture.join()
    let id = fixture.enqueue()
    #expect(fixture.last.starts.map(\.maxAttempts) == [3])
    for (attempt, outcome) in [(1, .failed), (2, .timedOut)] as [(Int32, Outcome)] {
      let batch = fixture.report(id, outcome, attempt: attempt)
      #expect(batch.recorded.map(\.final) == [false])
      #expect(batch.starts.map(\.attempt) == [attempt + 1])
      #expect(batch.starts.map(\.maxAttempts) == [3] && batch.starts.map(\.failures) == [attempt])
    }
    let batch = fixture.report(id, .failed, attempt: 3)
    #expect(batch.recorded.map(\.final) == [true] && batch.attempts.isEmpty)
    #expect(batch.runsFinished.map(\.status) == [.failed] && batch.liveDeletes == [id])
  }

  @Test(arguments: [(64, .policy), (1, .never)] as [(Int32, Report.RetryHint)])
  func someFailuresAreHopeless(exitCode: Int32, hint: Report.RetryHint) throws {
    var fixture = try Fixture([task("a", retries: 5, noRetry: [64])])
    fixture.join()
    let id = fixture.enqueue()
    #expect(fixture.report(id, .failed, exitCode: exitCode, retry: hint).runsFinished.map(\.status) == [.failed])
  }

  /// Trap 43: nothing is tried again at once unless it says so.
  @Test func backsOffBetweenAttempts() throws {
    var fixture = try Fixture([task("a", retries: 3)])
    fixture.join()
    let id = fixture.enqueue()
    fixture.report(id, .failed)
    let row = try #require(fixture.rows[id])
    let wake = try #require(row.wakeAt)
    #expect(row.state == .waiting && row.failures == 1 && row.attempt == 1 && row.worker == nil)
    #expect(wake > fixture.now && wake <= fixture.now + .seconds(1))
    #expect(fixture.engine.nextWake == wake)
    #expect(fixture.advance(wake - fixture.now - .microseconds(1)).starts.isEmpty)
    #expect(fixture.advance(.microseconds(1)).starts.map(\.attempt) == [2])
    fixture.report(id, .failed, attempt: 2, retry: .after(.seconds(77)))
    #expect(fixture.rows[id]?.wakeAt == fixture.now + .seconds(77))
  }

  @Test func deferringUsesUpNoRetryButBacksOff() throws {
    var fixture = try Fixture([task("a", retries: 0, factor: 0)])
    fixture.join()
    let id = fixture.enqueue()
    for attempt in 1...20 as ClosedRange<Int32> {
      #expect(fixture.report(id, .deferred, attempt: attempt, exitCode: 75).recorded.map(\.final) == [false])
      #expect(fixture.rows[id]?.failures == 0 && fixture.rows[id]?.state == .waiting)
      #expect(fixture.advance(.seconds(300)).starts.map(\.attempt) == [attempt + 1])
    }
    #expect(fixture.report(id, .completed, attempt: 21).runsFinished.map(\.status) == [.completed])
  }

  @Test func givenBackIsQueuedAgainForFree() throws {
    var fixture = try Fixture([task("a")])
    fixture.join(slots: 1)
    let id = fixture.enqueue()
    let fresh = fixture.enqueue()
    let batch = fixture.report(id, .released)
    #expect(batch.starts.map(\.task) == [id] && fixture.rows[id]?.failures == 0 && fixture.rows[id]?.losses == 0)
    #expect(fixture.rows[fresh]?.state == .queued)
  }

  @Test func refusesWhatDoesNotCountAnyMore() throws {
    var fixture = try Fixture([task("a", retries: 1, factor: 0)])
    fixture.join()
    let id = fixture.enqueue()
    #expect(
      fixture.report(id, .completed, worker: Fixture.local).refused.map(\.reason) == [.wrongWorker(Fixture.remote)])
    fixture.report(id, .failed)
    #expect(fixture.report(id, .completed).refused.map(\.reason) == [.superseded(by: 2)])
    #expect(fixture.report(id, .completed, attempt: 3).refused.map(\.reason) == [.superseded(by: 2)])
    fixture.apply(.workers([.draining(Fixture.remote)]))
    fixture.report(id, .released, attempt: 2)
    #expect(fixture.report(id, .completed, attempt: 2).refused.map(\.reason) == [.notRunning])
    fixture.apply(.commands([.cancel(fixture.run(id))]))
    #expect(fixture.report(id, .completed, attempt: 2).refused.map(\.reason) == [.notLive])
    #expect(fixture.last.writesNothing)
  }

  @Test func theWorkerCanTellWhetherAnAttemptIsTheLast() {
    let policy = RetryPolicy(retries: 1, noRetryExitCodes: [64])
    func isFinal(_ outcome: Outcome, _ failures: Int32 = 0, exit: Int32? = 1, hint: Report.RetryHint = .policy) -> Bool
    {
      Verdict.isFinal(outcome, exitCode: exit, retry: hint, failures: failures, policy: policy)
    }
    #expect(!isFinal(.failed) && isFinal(.failed, 1) && isFinal(.failed, exit: 64) && isFinal(.failed, hint: .never))
    #expect(!isFinal(.timedOut, exit: nil) && isFinal(.timedOut, 1, exit: nil))
    #expect(isFinal(.completed) && isFinal(.cancelled) && isFinal(.skipped))
    #expect(!isFinal(.deferred, 9, hint: .never) && !isFinal(.released, 9) && !isFinal(.lost, 9))
  }
}

import Database
import Engine
import Leader
import Store
import TestSupport
import Testing

@Suite struct ReplayInputTests {
  /// What a worker has read ahead is forgotten before the task starts, whatever its input is then.
  @Test func whatWasReadIsForgottenFirst() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply("name: w\ntasks: {a: {run: 'true'}}\n")
    let leader = fixture.startLeader()
    let worker = try await LocalTestWorker(fixture, leader.inbox)
    let run = try await fixture.enqueue("w")
    worker.report(try await worker.started(run), .failed)
    #expect(try await leader.finished(run) == .failed)
    try await fixture.log.replay([run], input: #"{"n": 2}"#)
    worker.report(try await worker.started(run, attempt: 2), .completed)
    let order = worker.orders.events.compactMap { order in
      switch order {
      case .forget(let runs): runs == [run] ? "forget" : nil
      case .start: "start"
      case .stop, .disown: nil
      }
    }
    #expect(order == ["start", "forget", "start"])
    let inputs = try await WorkerSession(fixture.connection, fixture.statements).loadInputs(of: [run])
    #expect(inputs[run.number]?.input == #"{"n": 2}"#)
    await leader.crash()
  }

  @Test func onlyThatRunHasTheInputAndTheLastOneCounts() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply("name: w\ntasks: {a: {run: 'true'}}\n")
    let (one, other) = (try await fixture.enqueue("w"), try await fixture.enqueue("w", input: "[1]"))
    let session = WorkerSession(fixture.connection, fixture.statements)
    try await fixture.log.replay([one], everything: true, input: "2")
    try await fixture.log.replay([one], everything: true, input: "3")
    try await fixture.log.replay([one], everything: true)
    let inputs = try await session.loadInputs(of: [one, other])
    #expect(inputs[one.number]?.input == "3" && inputs[other.number]?.input == "[1]")
  }
}

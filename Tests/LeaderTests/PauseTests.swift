import Engine
import Leader
import Store
import Testing

@Suite struct PauseTests {
  private func fixture() async throws -> LeaderFixture {
    let fixture = try await LeaderFixture()
    try await fixture.apply("name: p\ntasks: {a: {run: 'true'}}\n---\nname: q\ntasks: {a: {run: 'true'}}\n")
    return fixture
  }

  private func pause(_ paused: Bool, _ fixture: LeaderFixture) async throws {
    try await WorkflowTable(fixture.connection, fixture.statements).pause("p", paused: paused)
  }

  @Test func aPauseHoldsThroughATakeOver() async throws {
    let fixture = try await fixture()
    try await pause(true, fixture)
    let first = fixture.startLeader()
    try await first.elected()
    let local = try await LocalTestWorker(fixture, first.inbox)
    let paused = try await fixture.enqueue("p")
    let other = try await fixture.enqueue("q")
    local.report(try await local.started(other), .completed)
    #expect(try await first.finished(other) == .completed)
    #expect(local.firstStarted == other)
    await first.crash()
    await local.vanish()

    let second = fixture.startLeader()
    try await second.elected()
    let worker = try await LocalTestWorker(fixture, second.inbox)
    let next = try await fixture.enqueue("q")
    worker.report(try await worker.started(next), .completed)
    #expect(try await second.finished(next) == .completed)
    #expect(worker.firstStarted == next)
    try await pause(false, fixture)
    worker.report(try await worker.started(paused), .completed)
    #expect(try await second.finished(paused) == .completed)
    try await worker.leave()
    await second.stop()
  }

  @Test func pausingKeepsTheFirstTimeAndResumingNotesWhen() async throws {
    let fixture = try await fixture()
    let table = WorkflowTable(fixture.connection, fixture.statements)
    try await table.pause("p")
    let since = try await table.find("p")?.pausedAt
    try await table.pause("p", crons: .drop)
    let again = try await table.find("p")
    #expect(since != nil && again?.pausedAt == since && again?.pausedCrons == .drop)
    #expect(try await table.find("q")?.pausedAt == nil)
    try await table.pause("p", paused: false)
    try await table.pause("q", paused: false)
    let resumed =
      "select count(*) from hatchet.workflow where resumed_at is not null and name = 'p' and paused_crons = 'queue'"
    #expect(try await fixture.number(resumed) == 1)
    #expect(try await fixture.number("select count(*) from hatchet.workflow where resumed_at is not null") == 1)
    await #expect(throws: StoreError.self) { try await table.pause("r") }
  }
}

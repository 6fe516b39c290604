import Database
import Engine
import Store
import TestSupport
import Testing
import Time

@Suite struct ElectionTests {
  @Test func oneLeadsAndTheOthersStandBy() async throws {
    let fixture = try await StoreFixture()
    let leadership = try await fixture.lead()
    guard
      case .held(let holder, let silence?) = try await Election(fixture.connection, fixture.statements).attempt(as: "b")
    else { return #expect(Bool(false), "two lead") }
    #expect(holder == "test")
    #expect(silence >= .zero && silence < .seconds(60))
    _ = try await leadership.readClock()
  }

  @Test func aLeaderWhoseSessionWasEndedWritesNothing() async throws {
    let fixture = try await StoreFixture()
    let old = try await fixture.lead()
    #expect(old.afterCleanEnd)
    try await fixture.run("select pg_terminate_backend(\(old.backend))")
    let new = try await eventually("another leader") { try? await fixture.lead() }
    #expect(new.epoch == old.epoch + 1)
    #expect(!new.afterCleanEnd)
    let error = await #expect(throws: StoreError.self) {
      try await old.exchange([fixture.statements.deleteLive([])], relaxed: false, reads: [])
    }
    #expect(error?.code == .leadershipLost)
  }

  /// Whoever is told that the place is free gets it at once, and nobody pays for it with an epoch.
  @Test func aCleanEndHandsOver() async throws {
    let fixture = try await StoreFixture()
    let old = try await fixture.lead()
    let heir = try await fixture.database.connect()
    try await heir.listen("hatchet.leader")
    let heard = Task {
      for await notification in heir.notifications { return notification.payload as String? }; return nil
    }
    await old.end()
    #expect(await heard.value == "vacant")
    let new = try await fixture.lead(on: heir)
    #expect(new.epoch == old.epoch)
    #expect(new.afterCleanEnd)
  }

  @Test func aLeaderThatDoesNothingIsDeposedAfterTheSilence() async throws {
    let fixture = try await StoreFixture()
    let old = try await fixture.lead()
    let election = Election(fixture.connection, fixture.statements)
    #expect(try await !election.depose(silentFor: .seconds(3600)))
    #expect(try await election.depose(silentFor: .zero))
    _ = try await eventually("another leader") { try? await fixture.lead() }
    await #expect(throws: StoreError.self) { try await old.readClock() }
  }

  /// Its batch is large, or somebody is in its way: the next one would fare no better.
  @Test func aLeaderThatIsBusyInTheDatabaseIsNotDeposed() async throws {
    let fixture = try await StoreFixture()
    let leadership = try await fixture.lead()
    let blocker = try await fixture.database.connect()
    try await blocker.simple("begin; lock table hatchet.live_task")
    let writing = Task {
      try await leadership.exchange([fixture.statements.deleteLive([TaskID(rawValue: 1)])], relaxed: false, reads: [])
    }
    _ = try await eventually("the leader's wait") {
      try await fixture.number("select count(*) from pg_locks where pid = \(leadership.backend) and not granted") > 0
        ? true : nil
    }
    #expect(try await !Election(fixture.connection, fixture.statements).depose(silentFor: .zero))
    try await blocker.simple("rollback")
    _ = try await writing.value
    #expect(try await Election(fixture.connection, fixture.statements).depose(silentFor: .zero))
  }

  @Test func namespacesOfOneDatabaseHaveTheirOwnLeaders() async throws {
    let fixture = try await StoreFixture()
    let other = try #require(Namespace("other"))
    _ = try await Migrator(other, fixture.connection).migrate()
    let leadership = try await fixture.lead()
    let connection = try await fixture.database.connect()
    guard case .elected(let others) = try await Election(connection, Statements(other)).attempt(as: "other") else {
      return #expect(Bool(false), "the leader of one namespace keeps out that of another")
    }
    #expect(try await Election(fixture.connection, Statements(other)).depose(silentFor: .zero))
    _ = try await leadership.readClock()
    await #expect(throws: StoreError.self) { try await others.readClock() }
  }

  @Test func aBeatIsTheLeadersOwn() async throws {
    let fixture = try await StoreFixture()
    let leadership = try await fixture.lead()
    try await fixture.run("update hatchet.leader set beat_at = '2000-01-01'")
    try await fixture.connection.execute(leadership.beat.statement, leadership.beat.parameters)
    #expect(
      try await fixture.number("select count(*) from hatchet.leader where beat_at > now() - interval '1 hour'") == 1)
    try await fixture.run("update hatchet.leader set beat_at = '2000-01-01', backend = 0")
    try await fixture.connection.execute(leadership.beat.statement, leadership.beat.parameters)
    #expect(
      try await fixture.number("select count(*) from hatchet.leader where beat_at > now() - interval '1 hour'") == 0)
  }

  /// All of a batch or nothing of it; the reads are another matter.
  @Test func aBatchIsKeptWholeOrNotAtAll() async throws {
    let fixture = try await StoreFixture()
    let leadership = try await fixture.lead()
    let now = try await leadership.readClock()
    let row = LiveTask(
      id: TaskID(run: 1, ordinal: 0), runCreatedAt: now, version: VersionID(rawValue: 1), state: .queued, queuedAt: now)
    let insert = fixture.statements.insertLive([row])
    for relaxed in [false, true] {
      let error = await #expect(throws: StoreError.self) {
        try await leadership.exchange([insert, insert], relaxed: relaxed, reads: [])
      }
      #expect(error?.code == .database)
      #expect(try await fixture.number("select count(*) from hatchet.live_task") == 0)
    }
    let answers = try await leadership.exchange([insert], relaxed: true, reads: [[Call("select 1::bigint")]])
    #expect(try answers.map { try $0[0].only().get(Int64.self, 0) } == [1])
    #expect(try await fixture.number("select count(*) from hatchet.live_task") == 1)
  }
}

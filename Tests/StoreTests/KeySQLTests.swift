import Database
import Engine
import Store
import TestSupport
import Testing
import Time

/// Who gets an idempotency key.
@Suite struct KeySQLTests {
  private func fixture(ttl: String = "1h", until: String = "ttl") async throws -> StoreFixture {
    let fixture = try await StoreFixture()
    let idempotency = #"{"key":"input.day","ttl":"\#(ttl)","until":"\#(until)"}"#
    try await fixture.database.apply(
      #"{"name":"w","idempotency":\#(idempotency),"tasks":{"a":{"run":"true"}}}"#, name: "w")
    try await fixture.apply("plain")
    return fixture
  }

  private func place(
    _ fixture: StoreFixture, on connection: Connection? = nil, key: String?
  ) async throws -> RunLog.Placement {
    let log = RunLog(connection ?? fixture.connection, fixture.statements)
    guard case .placed(let placement) = try await log.place(.init(workflow: "w"), key: key) else { throw NoPlacement() }
    return placement
  }

  private struct NoPlacement: Error {}

  /// Takes a key for a run of its own that was created `age` ago; whether it got it.
  private func claim(_ fixture: StoreFixture, number: Int64, age: String, ttl: String = "1 minute") async throws
    -> Int64
  {
    try await fixture.number(
      "select holder from hatchet.claim_key('w', 'k', '\(ttl)', false, \(number), clock_timestamp() - interval '\(age)')"
    )
  }

  @Test func askingIsOneRoundTripAndAppendsNothing() async throws {
    let fixture = try await fixture()
    let log = RunLog(fixture.connection, fixture.statements)
    guard case .needsKey(let source) = try await log.place(.init(workflow: "w")) else { throw NoPlacement() }
    #expect(source == "input.day")
    #expect(try await fixture.number("select count(*) from hatchet.run") == 0)
    guard case .placed(let placement) = try await log.place(.init(workflow: "plain")) else { throw NoPlacement() }
    #expect(placement.isNew && placement.pausedSince == nil)
    await #expect(throws: StoreError.self) { _ = try await log.place(.init(workflow: "plain"), key: "k") }
    await #expect(throws: StoreError.self) {
      _ = try await log.place(.init(workflow: "w"), key: String(repeating: "k", count: 1001))
    }
  }

  @Test func twoAtOnceGiveOneRun() async throws {
    let fixture = try await fixture()
    let placements = try await withThrowingTaskGroup(of: RunLog.Placement.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let connection = try await fixture.database.connect()
          let placement = try await place(fixture, on: connection, key: "k")
          await connection.close()
          return placement
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(placements.map(\.run)).count == 1 && placements.count(where: \.isNew) == 1)
    #expect(try await fixture.number("select count(*) from hatchet.run") == 1)
    #expect(try await place(fixture, key: "l").isNew)
  }

  @Test func aTransactionThatIsRolledBackLeavesTheKeyToTheOther() async throws {
    let fixture = try await fixture()
    let other = try await fixture.database.connect()
    try await other.simple("begin")
    _ = try await place(fixture, on: other, key: "k")
    async let mine = place(fixture, key: "k")
    try await other.simple("rollback")
    #expect(try await mine.isNew)
    await other.close()
  }

  @Test func aKeyIsFreeAgainAfterItsTime() async throws {
    let fixture = try await fixture(ttl: "1h30m")
    let first = try await place(fixture, key: "k")
    #expect(try await place(fixture, key: "k").run == first.run)
    let length = "select extract(epoch from expires_at - run_created_at)::bigint from hatchet.idempotency"
    #expect(try await fixture.number(length) == 5400)
    try await fixture.run("update hatchet.idempotency set expires_at = clock_timestamp()")
    let second = try await place(fixture, key: "k")
    #expect(second.isNew && second.run != first.run)
    #expect(try await place(fixture, key: "k").run == second.run)
  }

  /// It counts from the creation of the run, whenever it is asked for.
  @Test func whoAsksLateIsJudgedByWhenItWasCreated() async throws {
    let fixture = try await fixture()
    #expect(try await claim(fixture, number: 5, age: "10 minutes") == 5)
    #expect(try await claim(fixture, number: 6, age: "570 seconds") == 5, "within its minute")
    #expect(try await claim(fixture, number: 7, age: "8 minutes") == 7, "after it")
    #expect(try await claim(fixture, number: 5, age: "10 minutes") == 5, "its minute was over before")
    #expect(try await claim(fixture, number: 8, age: "470 seconds") == 7)
    #expect(try await claim(fixture, number: 7, age: "8 minutes") == 7, "its own")
    #expect(try await fixture.number("select run_id from hatchet.idempotency") == 7)
  }

  /// Durations as workflow files have them are what PostgreSQL reads.
  @Test(arguments: ["250ms", "90s", "5m", "2h", "7d", "1h30m", "1d12h30m5s"])
  func everyDurationIsAnInterval(text: String) async throws {
    let fixture = try await fixture(ttl: text)
    _ = try await place(fixture, key: "k")
    let length = "select (extract(epoch from expires_at - run_created_at) * 1000000)::bigint from hatchet.idempotency"
    #expect(try await fixture.number(length) == DurationText.parse(text).microseconds)
  }

  @Test func whoAsksForATakenKeyLocksNothing() async throws {
    let fixture = try await fixture(until: "finished")
    let first = try await place(fixture, key: "k")
    let other = try await fixture.database.connect()
    try await other.simple("begin")
    #expect(try await place(fixture, on: other, key: "k").run == first.run)
    let leadership = try await fixture.lead()
    _ = try await leadership.exchange([fixture.statements.freeKeys(of: [first.run])], relaxed: false, reads: [])
    #expect(try await fixture.number("select count(*) from hatchet.idempotency") == 0)
    try await other.simple("commit")
    await other.close()
  }

  @Test func onlyKeysOverForLongAreSwept() async throws {
    let fixture = try await fixture()
    #expect(try await claim(fixture, number: 5, age: "30 minutes") == 5)
    _ = try await fixture.connection.execute(fixture.statements.once("sweep_keys"))
    #expect(try await fixture.number("select count(*) from hatchet.idempotency") == 1)
    try await fixture.run("update hatchet.idempotency set expires_at = clock_timestamp() - interval '61 minutes'")
    _ = try await fixture.connection.execute(fixture.statements.once("sweep_keys"))
    #expect(try await fixture.number("select count(*) from hatchet.idempotency") == 0)
  }
}

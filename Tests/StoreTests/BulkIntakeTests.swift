import Database
import Engine
import Store
import TestSupport
import Testing
import Time

@Suite struct BulkIntakeTests {
  private let schema: JSONText = #"{"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}"#

  @Test(arguments: [false, true]) func storesEveryInputAsItIs(isChecked: Bool) async throws {
    let fixture = try await StoreFixture()
    let version = try await fixture.apply(inputSchema: isChecked ? "{}" : nil)
    var inputs = [#"{ "a":"tab\t\\ \"q\"" , "b":1.0}"#, "\"back\\\\slash\"", "[1,\n 2\t]\r", "null"]
    // A schema cannot be checked on what jsonb cannot hold.
    if !isChecked { inputs.append(#""\u0000é""#) }
    let at = Timestamp(microseconds: 4_000_000_000_000_000)
    let request = RunLog.Request(workflow: "w", metadata: #"{"m":"\\N\t"}"#, priority: 3, runAt: at)
    let count = try await BulkIntake(fixture.connection, fixture.statements).enqueue(request, each: stream(inputs))
    #expect(count == inputs.count)
    let rows = try await fixture.database.rows(
      "select input, metadata, priority, version, extract(epoch from run_at)::bigint from hatchet.run order by id")
    #expect(rows == inputs.map { [$0, #"{"m":"\\N\t"}"#, "3", "\(version)", "4000000000"] })
  }

  @Test func takesTheWorkflowsDefaults() async throws {
    let fixture = try await StoreFixture()
    try await fixture.apply()
    _ = try await BulkIntake(fixture.connection, fixture.statements).enqueue(.init(workflow: "w"), each: stream(["1"]))
    #expect(try await fixture.database.rows("select priority, metadata, run_at from hatchet.run") == [["2", "-", "-"]])
  }

  @Test func anInputThatBreaksTheSchemaIsNamedAndNothingIsStored() async throws {
    let fixture = try await StoreFixture()
    try await fixture.apply(inputSchema: schema)
    let violation = await #expect(throws: BulkIntake.Violation.self) {
      try await BulkIntake(fixture.connection, fixture.statements).enqueue(
        .init(workflow: "w"), each: stream([#"{"n":1}"#, #"{"n":2}"#, #"{"n":"x"}"#, "{}"]))
    }
    #expect(violation?.line == 3)
    #expect(violation?.message == "input.n: must be of type integer, not string")
    #expect(try await fixture.number("select count(*) from hatchet.run") == 0)
    // The connection is fit for more.
    let count = try await BulkIntake(fixture.connection, fixture.statements).enqueue(
      .init(workflow: "w"), each: stream([#"{"n":1}"#]))
    #expect(count == 1)
  }

  @Test(arguments: [false, true]) func whatIsNoJSONIsRefusedWhole(isChecked: Bool) async throws {
    let fixture = try await StoreFixture()
    try await fixture.apply(inputSchema: isChecked ? schema : nil)
    let error = await #expect(throws: StoreError.self) {
      try await BulkIntake(fixture.connection, fixture.statements).enqueue(
        .init(workflow: "w"), each: stream([#"{"n":1}"#, "{"]))
    }
    #expect(error?.code == .invalid)
    #expect(try await fixture.number("select count(*) from hatchet.run") == 0)
  }

  @Test func refusesWhatDoesNotExist() async throws {
    let fixture = try await StoreFixture()
    try await fixture.apply()
    let bulk = BulkIntake(fixture.connection, fixture.statements)
    var error = await #expect(throws: StoreError.self) {
      try await bulk.enqueue(.init(workflow: "v"), each: stream(["1"]))
    }
    #expect(error?.code == .notFound)
    error = await #expect(throws: StoreError.self) {
      try await bulk.enqueue(.init(workflow: "w", priority: 4), each: stream(["1"]))
    }
    #expect(error?.code == .invalid)
  }

  /// Whoever uses the same connection at the same time is not drawn into the transaction of the intake.
  @Test func keepsItsTransactionToItself() async throws {
    let fixture = try await StoreFixture()
    try await fixture.apply(inputSchema: schema)
    let (inputs, continuation) = AsyncStream.makeStream(of: [UInt8].self)
    let taking = Task {
      try await BulkIntake(fixture.connection, fixture.statements).enqueue(.init(workflow: "w"), each: inputs)
    }
    continuation.yield(Array(#"{"n":"x"}"#.utf8))
    _ = try await eventually("the intake's transaction") {
      try await fixture.database.rows(
        "select 1 from pg_stat_activity where query like 'copy pg_temp%' and state = 'active'"
      )
      .first
    }
    let other = Task { try await fixture.enqueue(input: #"{"n":1}"#) }
    continuation.finish()
    await #expect(throws: BulkIntake.Violation.self) { try await taking.value }
    _ = try await other.value
    #expect(try await fixture.number("select count(*) from hatchet.run") == 1)
  }

  private func stream(_ inputs: [String]) -> AsyncStream<[UInt8]> {
    AsyncStream { continuation in
      for input in inputs { continuation.yield(Array(input.utf8)) }
      continuation.finish()
    }
  }
}

import Database
import Engine
import JSON
import Store
import TestSupport
import Testing
import Time
import Workflows

@Suite struct CronTests {
  private func apply(_ crons: [CronTrigger], _ fixture: StoreFixture, inputSchema: JSONText? = nil) async throws {
    _ = try await WorkflowTable(fixture.connection, fixture.statements).apply([
      .init(
        name: "w", checksum: String(repeating: "0", count: 64),
        definition: #"{"name":"w","tasks":{"a":{"run":"true"}}}"#,
        priority: 3, inputSchema: inputSchema, directory: nil, crons: crons)
    ])
  }

  private func rows(_ fixture: StoreFixture) async throws -> [[String]] {
    try await fixture.database.rows(
      "select name, source, expression, timezone, catch_up, next_at is null, paused from hatchet.cron order by name")
  }

  @Test func aFileHasTheCronsThatItHas() async throws {
    let fixture = try await StoreFixture()
    try await apply(
      [CronTrigger(at: "@daily"), CronTrigger(at: "0 2 * * *", name: "n", timezone: "Asia/Tokyo")], fixture)
    try await fixture.run("update hatchet.cron set next_at = now(), paused = name = 'n'")
    let revision = try await fixture.number("select revision from hatchet.registry")
    // Unchanged, gone, and new.
    try await apply(
      [CronTrigger(at: "0 2 * * *", name: "n", timezone: "Asia/Tokyo"), CronTrigger(at: "@hourly")], fixture)
    #expect(
      try await rows(fixture) == [
        ["@hourly", "file", "@hourly", "UTC", "last", "t", "f"],
        ["n", "file", "0 2 * * *", "Asia/Tokyo", "last", "f", "t"],
      ])
    #expect(try await fixture.number("select revision from hatchet.registry") > revision)
    // Another time, and another rule for what was missed.
    try await apply([CronTrigger(at: "0 3 * * *", name: "n", timezone: "Asia/Tokyo")], fixture)
    #expect(try await rows(fixture) == [["n", "file", "0 3 * * *", "Asia/Tokyo", "last", "t", "t"]])
    try await fixture.run("update hatchet.cron set next_at = now()")
    try await apply([CronTrigger(at: "0 3 * * *", name: "n", timezone: "Asia/Tokyo", catchUp: .all)], fixture)
    #expect(try await rows(fixture) == [["n", "file", "0 3 * * *", "Asia/Tokyo", "all", "f", "t"]])
    try await apply([], fixture)
    #expect(try await rows(fixture).isEmpty)
  }

  /// Trap 15: a file neither takes away nor takes over what was made by hand.
  @Test func whatWasMadeByHandStays() async throws {
    let fixture = try await StoreFixture()
    try await apply([CronTrigger(at: "@daily", name: "file")], fixture)
    let table = CronTable(fixture.connection, fixture.statements)
    let id = try await table.create(.init(workflow: "w", trigger: CronTrigger(at: "@hourly", name: "hand")))
    let error = await #expect(throws: StoreError.self) {
      try await apply([CronTrigger(at: "@daily", name: "hand")], fixture)
    }
    #expect(error?.code == .refused && error?.message == "workflow 'w' has a cron 'hand' already")
    // All or none.
    #expect(try await rows(fixture).map { $0[0] } == ["file", "hand"])
    try await apply([], fixture)
    #expect(try await rows(fixture).map { $0[0] } == ["hand"])
    let taken = await #expect(throws: StoreError.self) {
      try await table.create(.init(workflow: "w", trigger: CronTrigger(at: "@daily", name: "hand")))
    }
    #expect(taken?.code == .refused)
    let unknown = await #expect(throws: StoreError.self) {
      try await table.create(.init(workflow: "x", trigger: CronTrigger(at: "@daily")))
    }
    #expect(unknown?.code == .notFound)
    #expect(try await table.setPaused(id, true))
    #expect(try await !table.setPaused(id, true))
    #expect(try await table.list().map(\.isPaused) == [true])
    #expect(try await table.delete(id))
    #expect(try await !table.delete(id))
  }

  @Test func anInputMustMeetTheSchema() async throws {
    let fixture = try await StoreFixture()
    let schema: JSONText = #"{"type": "object", "required": ["day"]}"#
    let error = await #expect(throws: StoreError.self) {
      try await apply([CronTrigger(at: "@daily")], fixture, inputSchema: schema)
    }
    #expect(error?.code == .invalid && error?.message.hasPrefix("the input of cron '@daily': ") == true)
    #expect(try await fixture.number("select count(*) from hatchet.workflow") == 0)
    try await apply([CronTrigger(at: "@daily", input: ["day": 1])], fixture, inputSchema: schema)
    let table = CronTable(fixture.connection, fixture.statements)
    let other = await #expect(throws: StoreError.self) {
      try await table.create(.init(workflow: "w", trigger: CronTrigger(at: "@hourly"), input: "{}"))
    }
    #expect(other?.code == .invalid)
    #expect(try await table.list().map(\.input) == [#"{"day":1}"#])
  }

  @Test func aMoveThatMeetsAnotherRowDoesNothing() async throws {
    let fixture = try await StoreFixture()
    try await apply([], fixture)
    let table = CronTable(fixture.connection, fixture.statements)
    _ = try await table.create(
      .init(
        workflow: "w", trigger: CronTrigger(at: "* * * * *", name: #"a "b" é"#), input: #"{"x": 1.50}"#,
        metadata: #" {"team": "\u0000"} "#, isPaused: false))
    _ = try await table.create(.init(workflow: "w", trigger: CronTrigger(at: "@daily"), metadata: "{ }", priority: 1))
    let leadership = try await fixture.lead()
    let crons = try await leadership.loadRegistry().registry.crons.sorted { $0.id < $1.id }
    let tick = try Timestamp(rfc3339: "2026-03-03T10:20:00Z")
    let moves = crons.map {
      CronMove(cron: $0, ticks: [tick, tick + .seconds(60)], next: tick + .seconds(120), at: tick)
    }
    _ = try await leadership.exchange(fixture.statements.moveCrons(moves), relaxed: false, reads: [])
    // Once more: the rows have gone on.
    _ = try await leadership.exchange(fixture.statements.moveCrons(moves), relaxed: false, reads: [])
    let runs = try await fixture.database.rows("select priority, input, metadata, run_at from hatchet.run order by id")
    let name = #""hatchet__cron_name": "a \"b\" é", "hatchet__cron_expression": "* * * * *""#
    let daily = #""hatchet__cron_name": "@daily", "hatchet__cron_expression": "@daily""#
    #expect(
      Set(runs) == [
        [
          "3", #"{"x": 1.50}"#, #"{"team": "\u0000", \#(name), "hatchet__cron_scheduled_at": "2026-03-03T10:20:00Z"}"#,
          "-",
        ],
        [
          "3", #"{"x": 1.50}"#, #"{"team": "\u0000", \#(name), "hatchet__cron_scheduled_at": "2026-03-03T10:21:00Z"}"#,
          "-",
        ],
        ["1", "{}", #"{\#(daily), "hatchet__cron_scheduled_at": "2026-03-03T10:20:00Z"}"#, "-"],
        ["1", "{}", #"{\#(daily), "hatchet__cron_scheduled_at": "2026-03-03T10:21:00Z"}"#, "-"],
      ])
    #expect(runs.count == 4)
    // Moving them is no change that the leader would have to hear of.
    let (registry, revision) = try await leadership.loadRegistry()
    #expect(try await fixture.number("select revision from hatchet.registry") == revision)
    #expect(registry.crons.allSatisfy { $0.nextAt == tick + .seconds(120) && $0.lastAt == tick + .seconds(60) })
    // Two moves of one, in their order.
    var second = registry.crons[0]
    let first = CronMove(cron: second, ticks: [tick + .seconds(120)], next: tick + .seconds(180), at: tick)
    second.nextAt = tick + .seconds(180)
    let then = CronMove(cron: second, ticks: [tick + .seconds(180)], next: tick + .seconds(240), at: tick)
    _ = try await leadership.exchange(fixture.statements.moveCrons([first, then]), relaxed: false, reads: [])
    #expect(try await fixture.number("select count(*) from hatchet.run") == 6)
    // One that was paused or changed meanwhile.
    for change in [
      "paused = true, next_at = null", "expression = '@hourly', next_at = null", "timezone = 'Asia/Tokyo'",
    ] {
      let crons = try await leadership.loadRegistry().registry.crons.filter { !$0.isPaused }
      try await fixture.run("update hatchet.cron set \(change) where id = \(crons[0].id)")
      let move = CronMove(cron: crons[0], ticks: [tick], next: tick + .seconds(9000), at: tick)
      _ = try await leadership.exchange(fixture.statements.moveCrons([move]), relaxed: false, reads: [])
      #expect(try await fixture.number("select count(*) from hatchet.run") == 6, "\(change)")
      try await fixture.run("update hatchet.cron set paused = false")
    }
  }

  /// A machine without that zone, or a binary that is older: the others fire.
  @Test func whatCannotBeReadIsLeftOut() async throws {
    let fixture = try await StoreFixture()
    try await apply([CronTrigger(at: "@daily"), CronTrigger(at: "@hourly"), CronTrigger(at: "@weekly")], fixture)
    try await fixture.run("update hatchet.cron set timezone = 'Moon/Base' where name = '@hourly'")
    try await fixture.run("update hatchet.cron set expression = '@lunar' where name = '@weekly'")
    var leadership = try await fixture.lead()
    let told = EventLog<String>()
    leadership.tellTrouble = { error in told.append(error.message) }
    #expect(try await leadership.loadRegistry().registry.crons.map(\.expression.text) == ["@daily"])
    #expect(
      Set(told.events) == [
        "cron '@hourly' does not fire: unknown time zone 'Moon/Base'",
        "cron '@weekly' does not fire: unknown schedule '@lunar'",
      ])
  }
}

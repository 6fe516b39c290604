import Database
import Engine
import Store
import TestSupport
import Testing
import Time

@Suite struct EventTests {
  private let fixture: StoreFixture

  init() async throws { fixture = try await StoreFixture() }

  private var table: EventTable { EventTable(fixture.connection, fixture.statements) }

  /// The event as the leader reads it, and a run of it.
  private func run(
    _ entry: EventTable.Entry, of version: Int64, filterPayload: String? = nil
  ) async throws -> EventRun {
    let id = try await table.push(entry)
    let event = ArrivedEvent(
      id: id, key: entry.key, scope: entry.scope, payload: entry.payload.text, metadata: entry.metadata?.text)
    return EventRun(
      event: event, workflow: "w", version: VersionID(rawValue: version), priority: 3, filterPayload: filterPayload,
      matchedAt: id.createdAt)
  }

  private func start(_ runs: [EventRun]) async throws {
    _ = try await fixture.lead().exchange([fixture.statements.startByEvents(runs)], relaxed: false, reads: [])
  }

  @Test func anEventIsKeptAsItIs() async throws {
    let id = try await table.push(
      .init(key: "a:\"b\"", payload: #"{ "n": 1.0, "z": "\u0000" }"#, scope: "eu", metadata: #"{"m":1}"#))
    let rows = try await fixture.database.rows(
      "select id, key, scope, payload, metadata, hatchet.public_id(id, created_at, 2) from hatchet.event")
    #expect(rows == [["\(id.number)", "a:\"b\"", "eu", #"{ "n": 1.0, "z": "\u0000" }"#, #"{"m":1}"#, id.text]])
  }

  @Test(arguments: [
    EventTable.Entry(key: ""), .init(key: String(repeating: "x", count: 1001)), .init(key: "a", scope: ""),
    .init(key: "a", payload: "{"), .init(key: "a", metadata: "[]"),
  ])
  func whatCannotBeIsRefused(_ entry: EventTable.Entry) async throws {
    let error = await #expect(throws: StoreError.self) { try await table.push(entry) }
    #expect(error?.code == .invalid)
    #expect(try await fixture.number("select count(*) from hatchet.event") == 0)
  }

  @Test func aBulkIsTakenAsItIs() async throws {
    let entries = [
      EventTable.Entry(
        key: "a\tb\\N", payload: "{\"t\": \"tab\\tand \\\\\"}\n", scope: "\\N", metadata: #"{"m":"\\"}"#),
      .init(key: "ü", payload: "null"),
    ]
    let stream = AsyncStream { continuation in
      for entry in entries { continuation.yield(entry) }
      continuation.finish()
    }
    #expect(try await table.push(each: stream) == 2)
    #expect(
      try await fixture.database.rows("select key, scope, payload, metadata from hatchet.event order by id")
        == entries.map { [$0.key, $0.scope ?? "-", $0.payload.text, $0.metadata?.text ?? "-"] })
  }

  @Test func aBulkMakesThePartitionThatItLacks() async throws {
    try await fixture.run(
      """
      do $$ declare leaf regclass; begin
        for leaf in select partition from hatchet.partition_day loop execute format('drop table %s', leaf); end loop;
      end $$
      """)
    #expect(try await table.push(each: AsyncStream { $0.finish() }) == 0)
    _ = try await table.push(.init(key: "a"))
  }

  @Test func aRunIsStartedWithTheEvent() async throws {
    let version = try await fixture.apply()
    let full = EventTable.Entry(
      key: "a", payload: #"{ "n":1.0 }"#, scope: "eu\"", metadata: #" { "team": "ops", "n": 1.0 } "#)
    let runs = [
      try await run(full, of: version, filterPayload: #"{"r":[1]}"#),
      try await run(.init(key: "b", payload: "7", metadata: "{ }"), of: version),
    ]
    try await start(runs)
    let ids = runs.map(\.event.id.text)
    let rows = try await fixture.database.rows(
      "select version, priority, input, metadata, triggers, run_at from hatchet.run order by id")
    #expect(
      rows == [
        [
          "\(version)", "3", #"{ "n":1.0 }"#,
          #"{ "team": "ops", "n": 1.0 ,"hatchet__event_id":"\#(ids[0])","hatchet__event_key":"a"}"#,
          #"{"event":{"id":"\#(ids[0])","key":"a","scope":"eu\""},"filter":{"r":[1]}}"#, "-",
        ],
        [
          "\(version)", "3", "7", #"{"hatchet__event_id":"\#(ids[1])","hatchet__event_key":"b"}"#,
          #"{"event":{"id":"\#(ids[1])","key":"b"}}"#, "-",
        ],
      ])
    let matches = try await fixture.database.rows(
      """
      select e.key, m.workflow, m.task, m.error, m.key from hatchet.event_match m
      join hatchet.run r on r.id = m.run_id and r.created_at = m.run_created_at
      join hatchet.event e on e.id = m.event_id and e.created_at = m.event_created_at order by r.id
      """)
    #expect(matches == [["a", "w", "-", "-", "a"], ["b", "w", "-", "-", "b"]])
    // Nothing is older than its transaction, or the tail might miss it.
    #expect(try await fixture.number("select count(*) from hatchet.run where xid <> xmin::text::xid8") == 0)
  }

  /// One whose payload breaks the schema, or that no schema can look at, starts nothing: the word of it says why. It
  /// holds up nobody else.
  @Test func whatBreaksTheSchemaStartsNothing() async throws {
    let schema: JSONText = #"{"type": "object", "required": ["n"]}"#
    let strict = try await fixture.apply("strict", inputSchema: schema)
    let plain = try await fixture.database.apply("{}", name: "plain", checksum: "1")
    let unfit: JSONText = #"{"n": "\u0000"}"#
    try await start([
      run(.init(key: "a", payload: #"{"n": 1}"#), of: strict), run(.init(key: "b"), of: strict),
      run(.init(key: "c", payload: unfit), of: strict), run(.init(key: "d", payload: unfit), of: plain),
    ])
    #expect(
      try await fixture.database.rows("select input from hatchet.run order by id")
        == [[#"{"n": 1}"#], [unfit.text]])
    let matches = try await fixture.database.rows(
      """
      select key, run_id is not null, error, run_created_at = event_created_at, payload from hatchet.event_match
      order by event_id
      """)
    #expect(
      matches == [
        ["a", "t", "-", "f", "-"], ["b", "f", "input.n: is required", "t", "-"],
        ["c", "f", "input: unsupported Unicode escape sequence", "t", "-"], ["d", "t", "-", "f", "-"],
      ])
  }

}

import Database
import TestSupport
import Testing
import Time

/// Every type there and back through the server, which is also asked what it got.
@Suite struct ValueTests {
  private func connect() async throws -> Connection { try await TestDatabase.shared().connect() }

  /// Sends each of `values` alone, all of them as an array, and both with NULLs.
  private func check<Value: PostgresScalar & Equatable>(_ values: [Value], text: [String?]) async throws {
    let connection = try await connect()
    for (value, text) in zip(values, text) {
      let row = try await connection.execute("select $1, $1::text, pg_typeof($1)::text", [value]).only()
      #expect(try row.get(Value.self, 0) == value)
      #expect(try row.get(Value?.self, 0) == value)
      if let text { #expect(try row.get(String.self, 1) == text) }
      #expect(try row.get(String.self, 2) == Value.type.name)
    }
    #expect(try await connection.execute("select $1", [nil as Value?]).only().get(Value?.self, 0) == nil)
    let sparse = values.flatMap { [$0, nil] } + [nil]
    let row = try await connection.execute(
      """
      select $1, $2, $3, $4, pg_typeof($1)::text, cardinality($2),
        (select count(*) from unnest($2) x where x is null)
      """,
      [values, sparse, [] as [Value], nil as [Value]?]
    ).only()
    #expect(try row.get([Value].self, 0) == values)
    #expect(try row.get([Value?].self, 0) == values)
    #expect(try row.get([Value?].self, 1) == sparse)
    #expect(try row.get([Value].self, 2) == [])
    #expect(try row.get([Value]?.self, 3) == nil)
    #expect(try row.get(String.self, 4) == Value.arrayType.name)
    #expect(try row.get(Int.self, 5) == sparse.count)
    #expect(try row.get(Int.self, 6) == values.count + 1)
    #expect(throws: DatabaseError.self) { try row.get([Value].self, 1) }
    await connection.close()
  }

  @Test func integers() async throws {
    try await check([Int16.min, -1, 0, .max], text: ["-32768", "-1", "0", "32767"])
    try await check([Int32.min, -1, 0, .max], text: ["-2147483648", "-1", "0", "2147483647"])
    try await check([Int64.min, 0, .max], text: ["-9223372036854775808", "0", "9223372036854775807"])
    try await check([Int.min, 0, .max], text: ["-9223372036854775808", "0", "9223372036854775807"])
  }

  @Test func booleans() async throws { try await check([true, false], text: ["true", "false"]) }

  @Test func doubles() async throws {
    try await check(
      [0, -0.0, 1.5, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, -.infinity],
      text: ["0", "-0", "1.5", "1.7976931348623157e+308", "5e-324", "Infinity", "-Infinity"])
    let connection = try await connect()
    let row = try await connection.execute("select $1, $1 = 'NaN', 1.5::real", [Double.nan]).only()
    #expect(try row.get(Double.self, 0).isNaN)
    #expect(try row.get(Bool.self, 1))
    #expect(try row.get(Double.self, 2) == 1.5)
  }

  @Test func strings() async throws {
    let long = String(repeating: "ß", count: 100_000)
    try await check(
      ["", "a", "Zürich, 東京, 👩‍👩‍👧, \u{301}", "'; drop table x; --", "\\ \" {}", long],
      text: ["", "a", "Zürich, 東京, 👩‍👩‍👧, \u{301}", "'; drop table x; --", "\\ \" {}", long])
    let connection = try await connect()
    let row = try await connection.execute(
      "select 'a'::name, 'b'::varchar, 'c'::char(2), '{\"d\":1}'::jsonb, '{}'::json, null::text, 'x'::\"char\""
    ).only()
    #expect(try (0..<4).map { try row.get(String.self, $0) } == ["a", "b", "c ", "{\"d\": 1}"])
    #expect(try row.get(String?.self, 5) == nil)
    #expect(try row.get(String.self, 6) == "x")
  }

  @Test func aStringWithNULIsRefusedByTheServer() async throws {
    let connection = try await connect()
    let error = await #expect(throws: DatabaseError.self) { try await connection.execute("select $1", ["a\0b"]) }
    #expect(error?.code == .sqlState("22021"))
    #expect(try await connection.execute("select 1").count == 1)
  }

  @Test func enumLabels() async throws {
    let connection = try await TestDatabase.fresh().connect()
    try await connection.simple("create type mood as enum ('sad', 'glad')")
    let row = try await connection.execute("select $1::mood, array['glad', 'sad']::mood[]", ["sad"]).only()
    #expect(try row.get(String.self, 0) == "sad")
    #expect(try row.get([String].self, 1) == ["glad", "sad"])
  }

  @Test func bytes() async throws {
    try await check(
      [[], [0], [0, 255, 92, 39], Array(0...255)] as [[UInt8]], text: ["\\x", "\\x00", "\\x00ff5c27", nil])
  }

  @Test func json() async throws {
    let odd = "{\"b\" : 1.0000000000000000000001, \"a\":\"\\u0000\", \"b\":2 }"
    try await check([JSONText(odd), "null", "[]"], text: [odd, "null", "[]"])
    try await check([JSONBText("{\"a\": \"ü\"}"), "null"], text: ["{\"a\": \"ü\"}", "null"])
    let connection = try await connect()
    let row = try await connection.execute("select '[1,  2]'::jsonb, array['1', '2']::jsonb[]").only()
    #expect(try row.get(JSONText.self, 0) == "[1, 2]")
    #expect(try row.get([JSONText].self, 1) == ["1", "2"])
  }

  @Test func times() async throws {
    let connection = try await connect()
    try await connection.simple("set timezone to 'UTC'")
    try await check(
      [
        Timestamp(microseconds: 0), Timestamp(microseconds: -1), Timestamp(microseconds: 946_684_800_000_000),
        Timestamp(microseconds: 1_771_234_567_890_123), Timestamp(microseconds: .max), Timestamp(microseconds: .min),
      ], text: [nil, nil, nil, nil, "infinity", "-infinity"])
    let row = try await connection.execute("select $1::text", [Timestamp(microseconds: 1_771_234_567_890_123)]).only()
    #expect(try row.get(String.self, 0) == "2026-02-16 09:36:07.890123+00")
    // Beyond what either side can say: an error, never another time.
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.execute("select $1::text", [Timestamp(microseconds: .min + 1)])
    }
    #expect(error?.code == .sqlState("22008"))
    let last = try await connection.execute("select '294276-12-31 23:59:59.999999+00'::timestamptz").only()
    #expect(throws: DatabaseError.self) { try last.get(Timestamp.self, 0) }
  }

  @Test func intervals() async throws {
    try await check(
      [.zero, .microseconds(-1), .seconds(90), .seconds(100 * 86400)] as [Duration],
      text: ["00:00:00", "-00:00:00.000001", "00:01:30", "2400:00:00"])
    let connection = try await connect()
    let row = try await connection.execute("select '2 days 3 s'::interval, '1 month'::interval").only()
    #expect(try row.get(Duration.self, 0) == .seconds(2 * 86400 + 3))
    #expect(throws: DatabaseError.self) { try row.get(Duration.self, 1) }
  }

  @Test func uuids() async throws {
    let text = "0190163d-8694-739b-aea5-966c26f8ad91"
    let uuid = try #require(UUIDBytes(text))
    try await check(
      [uuid, UUIDBytes(high: 0, low: 0), UUIDBytes(high: .max, low: .max)],
      text: [text, "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"])
    #expect(uuid.description == text)
    #expect(UUIDBytes("0190163D8694739BAEA5966C26F8AD91") == uuid)
    for wrong in [
      "", "0190163d", text + "0", String(text.dropLast()), "0190163d8694-739b-aea5-966c26f8ad91a", "é" + text,
    ] {
      #expect(UUIDBytes(wrong) == nil, "\(wrong)")
    }
  }

  @Test func transactionIDs() async throws {
    try await check(
      [TransactionID(0), TransactionID(3), TransactionID(.max)], text: ["0", "3", "18446744073709551615"])
  }

  @Test func snapshots() async throws {
    let full = Snapshot(xmin: TransactionID(10), xmax: TransactionID(20), xip: [10, 12, 19].map(TransactionID.init))
    let empty = Snapshot(xmin: TransactionID(7), xmax: TransactionID(7))
    try await check([full, empty], text: ["10:20:10,12,19", "7:7:"])
    #expect(full.description == "10:20:10,12,19")
    #expect(Snapshot("10:20:10,12,19") == full)
    #expect(Snapshot("7:7:") == empty)
    for wrong in ["", "1:2", "2:1:", "1:3:x", "1:3:2,", "a:b:c"] { #expect(Snapshot(wrong) == nil, "\(wrong)") }
    let connection = try await connect()
    let ids = (5...25).map { TransactionID($0) }
    let rows = try await connection.execute(
      "select pg_visible_in_snapshot(x, $2) from unnest($1) x order by x", [ids, full])
    for (id, row) in zip(ids, rows) { #expect(try row.get(Bool.self, 0) == full.contains(id), "\(id)") }
    let now = try await connection.execute("select pg_current_snapshot(), pg_current_snapshot()::text").only()
    #expect(try now.get(Snapshot.self, 0).description == now.get(String.self, 1))
  }

  @Test func theTableOfTypesIsTheServers() async throws {
    let rows = try await connect().execute(
      "select oid, format_type(oid, null) from pg_type where oid = any($1)", [PostgresType.all.map { Int64($0.oid) }])
    let names = try rows.decode(Int64.self, String.self)
    #expect(names.count == PostgresType.all.count)
    for (oid, name) in names { #expect(PostgresType.all.first { $0.oid == UInt32(oid) }?.name == name) }
  }

  @Test func arraysOfSeveralDimensionsAreRefused() async throws {
    let row = try await connect().execute("select array[[1, 2], [3, 4]]").only()
    #expect(throws: DatabaseError.self) { try row.get([Int32].self, 0) }
  }
}

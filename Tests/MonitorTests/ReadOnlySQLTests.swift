import Database
import Monitor
import Store
import Testing

@Suite struct ReadOnlySQLTests {
  @Test func queries() async throws {
    let fixture = try await Fixture()
    let sql = ReadOnlySQL(fixture.connection)
    let result = try await sql.run(
      "select 1 as n, null as nothing, array[1, 2] as list, '{\"a\": 1}'::jsonb as j, true as b, 'x;y' as t;")
    #expect(result.columns == ["n", "nothing", "list", "j", "b", "t"])
    #expect(result.rows == [["1", nil, "{1,2}", "{\"a\": 1}", "t", "x;y"]])
    #expect(!result.isTruncated)
    for query in [
      "with a as (select 1) select * from a", "values (1)", "(select 1)", "table hatchet.leader",
      "-- a comment\n/* and one */ select 1 -- the end", "select 1;  ",
    ] {
      #expect(try await sql.run(query).rows.count == 1, "\(query)")
    }
    #expect(try await sql.run("show server_encoding").rows == [["UTF8"]])
    #expect(try await sql.run("explain select 1").rows.first?.first??.hasPrefix("Result") == true)
    #expect(try await sql.run("explain (format json) select 1").rows.first?.first??.hasPrefix("[") == true)
    let empty = try await sql.run("select 1 as n where false")
    #expect(empty.columns == ["n"])
    #expect(empty.rows.isEmpty)
  }

  @Test func limit() async throws {
    let fixture = try await Fixture()
    let sql = ReadOnlySQL(fixture.connection)
    // Were all of it read, this would not end.
    let result = try await sql.run("select generate_series(1, 1e15::bigint)", limit: 3)
    #expect(result.rows == [["1"], ["2"], ["3"]])
    #expect(result.isTruncated)
    #expect(try await !sql.run("select n from generate_series(1, 3) n", limit: 3).isTruncated)
  }

  static let refused: [(String, StoreError.Code)] = [
    ("select 1; select 2", .invalid),
    ("commit; delete from hatchet.leader", .invalid),
    ("select 1; commit; delete from hatchet.leader", .invalid),
    ("show all; commit; delete from hatchet.leader", .invalid),
    ("explain select 1; commit; delete from hatchet.leader", .invalid),
    ("commit", .invalid),
    ("delete from hatchet.leader", .invalid),
    ("explain analyze delete from hatchet.leader", .refused),
    ("select hatchet.enqueue('one')", .refused),
    ("with d as (delete from hatchet.leader returning 1) select * from d", .invalid),
    ("select nextval('hatchet.run_id_seq')", .refused),
    ("selec 1", .invalid),
    ("select * from nowhere", .invalid),
    ("select nothing", .invalid),
    ("select 1/0", .invalid),
    ("copy hatchet.leader to stdout", .invalid),
    ("", .invalid),
  ]

  @Test func whatIsRefused() async throws {
    let fixture = try await Fixture()
    try await fixture.apply("one")
    let sql = ReadOnlySQL(fixture.connection)
    for (text, code) in Self.refused {
      let error = await #expect(throws: StoreError.self, "\(text)") { try await sql.run(text) }
      #expect(error?.code == code, "\(text): \(error?.message ?? "")")
    }
    #expect(try await sql.run("select count(*) from hatchet.leader").rows == [["1"]])
    #expect(try await sql.run("select count(*) from hatchet.run").rows == [["0"]])
    #expect(try await sql.run("show transaction_read_only").rows == [["on"]])
    #expect(await !fixture.connection.isInTransaction)
  }

  @Test func placeOfAMistake() async throws {
    let fixture = try await Fixture()
    let error = await #expect(throws: StoreError.self) {
      try await ReadOnlySQL(fixture.connection).run("select x from y")
    }
    #expect(error?.message == "relation \"y\" does not exist")
    #expect(error?.cause?.server?.position == 15)
  }

  @Test func timeout() async throws {
    let fixture = try await Fixture()
    let sql = ReadOnlySQL(fixture.connection)
    let error = await #expect(throws: StoreError.self) {
      try await sql.run("select pg_sleep(3600)", timeout: .milliseconds(20))
    }
    #expect(error?.code == .refused)
    #expect(error?.message == "the statement took too long")
    #expect(try await sql.run("show statement_timeout", timeout: .seconds(7)).rows == [["7s"]])
    #expect(try await fixture.connection.execute("show statement_timeout").only().get(String.self, 0) == "0")
  }
}

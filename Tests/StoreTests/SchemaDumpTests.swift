import Database
import FoundationEssentials
import Store
import TestSupport
import Testing

/// `share/schema.sql` and `share/schema-monitor.sql` show what the migrations add up to, so that a review sees the result.
///
/// With `HATCHET_UPDATE_GOLDEN=1` it is written instead; look at it before you commit it.
@Suite struct SchemaDumpTests {
  static let heading = """
    -- The schema that all migrations make, as PostgreSQL 15's pg_dump writes it, without the daily partitions.
    -- A test compares it; HATCHET_UPDATE_GOLDEN=1 swift test --filter SchemaDumpTests writes it anew.


    """

  /// Other versions of PostgreSQL write the same schema in other words.
  static let version = 15

  @Test(arguments: [(Migration.Part.core, "schema.sql"), (.monitor, "schema-monitor.sql")])
  func theDumpIsTheOneInShare(part: Migration.Part, file: String) async throws {
    let database = try await TestDatabase.fresh()
    let connection = try await database.connect()
    let migrator = Migrator(.standard, connection, part: part)
    _ = try await migrator.migrate()
    try #require(connection.serverVersion / 10000 == Self.version, "share/\(file) is of PostgreSQL \(Self.version)")
    let text = Self.heading + (try await SchemaDump.of(database, schema: migrator.schema)).text
    let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    let path = root + "/share/" + file
    if ProcessInfo.processInfo.environment["HATCHET_UPDATE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: URL(filePath: path))
    }
    let expected = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    let differing = zip(text.split(separator: "\n"), expected.split(separator: "\n")).first { $0 != $1 }
    #expect(differing == nil && text.count == expected.count, "share/\(file) is out of date")
  }

  @Test func normalisingKeepsStatementsAndTheirComments() {
    let dump = """
      --
      -- PostgreSQL database dump
      --

      \\restrict abc

      -- Dumped from database version 15.1

      SET statement_timeout = 0;
      SELECT pg_catalog.set_config('search_path', '', false);

      --
      -- Name: f(); Type: FUNCTION; Schema: hatchet; Owner: -
      --

      CREATE FUNCTION f() AS $$
        -- why
      select 1 $$;


      --
      -- PostgreSQL database dump complete
      --
      """
    #expect(SchemaDump(dump: dump).text == "CREATE FUNCTION f() AS $$\n  -- why\nselect 1 $$;\n")
  }
}

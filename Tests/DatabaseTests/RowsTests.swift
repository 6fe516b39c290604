import Database
import TestSupport
import Testing

@Suite struct RowsTests {
  private func rows(_ sql: SQLStatement) async throws -> Rows {
    try await TestDatabase.shared().connect().execute(sql)
  }

  @Test func errorsNameTheColumnAndBothTypes() async throws {
    let row = try await rows("select 'x'::text as label, null::int as nothing, 300 as number").only()
    let wrong = #expect(throws: DatabaseError.self) { try row.get(Int64.self, "label") }
    #expect(wrong?.code == .decoding)
    #expect(wrong?.message == "column 'label' is text (oid 25), not bigint")
    let null = #expect(throws: DatabaseError.self) { try row.get(Int32.self, "nothing") }
    #expect(null?.message == "column 'nothing' is NULL (oid 23), not integer")
    let missing = #expect(throws: DatabaseError.self) { try row.get(Int32.self, "Label") }
    #expect(missing?.message == "there is no column 'Label'")
    for index in [-1, 3, .max, .min] { #expect(throws: DatabaseError.self) { try row.get(Int32.self, index) } }
    #expect(try row.get(Int16.self, "number") == 300)
  }

  @Test func numbersThatDoNotFitAreErrors() async throws {
    let row = try await rows("select 40000 as big").only()
    let error = #expect(throws: DatabaseError.self) { try row.get(Int16.self, 0) }
    #expect(error?.message == "column 'big' holds a smallint that does not fit into Int16")
  }

  @Test func tuples() async throws {
    let rows = try await rows("select i, case when i > 1 then 'n' || i end from generate_series(1, 3) i")
    let values = try rows.decode(Int64.self, String?.self)
    #expect(values.map(\.0) == [1, 2, 3])
    #expect(values.map(\.1) == [nil, "n2", "n3"])
    #expect(rows.columns.map(\.name) == ["i", "?column?"] || rows.columns.map(\.name) == ["i", "case"])
    #expect(throws: DatabaseError.self) { try rows.only() }
  }

  @Test func commandsCountTheirRows() async throws {
    let connection = try await TestDatabase.shared().connect()
    try await connection.simple("create temp table t (i int)")
    let inserted = try await connection.execute("insert into t select generate_series(1, 7)")
    #expect(inserted.affected == 7)
    #expect(inserted.command == "INSERT 0 7")
    #expect(inserted.isEmpty)
    #expect(try await connection.execute("select from t").count == 7)
    #expect(try await connection.execute("").affected == 0)
  }

  @Test func rowsOutliveTheirConnection() async throws {
    let connection = try await TestDatabase.shared().connect()
    let row = try await connection.execute("select 'still here'").only()
    await connection.close()
    #expect(try row.get(String.self, 0) == "still here")
  }
}

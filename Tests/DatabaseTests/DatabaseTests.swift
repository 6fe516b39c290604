import Database
import TestSupport
import Testing

@Suite struct SmokeTests {
  @Test func roundTrip() async throws {
    let connection = try await TestDatabase.shared().connect()
    let rows = try await connection.execute("select $1 + 1, $2 || 'ö', null::int", [41, "x"])
    let (number, text, none) = try rows.only().get(Int.self, String.self, Int32?.self)
    #expect(number == 42)
    #expect(text == "xö")
    #expect(none == nil)
    let fresh = try await TestDatabase.fresh().connect()
    #expect(try await fresh.execute("select current_database()").only().get(String.self, 0).hasPrefix("test_"))
  }
}

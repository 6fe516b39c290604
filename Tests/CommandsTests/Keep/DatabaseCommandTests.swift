import FoundationEssentials
import JSON
import Testing

@Suite struct DatabaseCommandTests {
  /// A home in which no PostgreSQL was ever started.
  private static let home = "/tmp/hatchet-nobody-\(UInt64.random(in: 0..<1 << 40))"

  @Test func aPrivateDatabaseThatWasNeverNeeded() async throws {
    let environment = ["HOME": Self.home]
    let status = await CommandResult.of(["database", "status", "--json"], environment: environment)
    #expect(status.status == 0)
    let document = try JSONParser.parse(status.output)
    #expect(document["state"] == "absent")
    #expect(document["process_id"] == .null)
    let url = await CommandResult.of(["database", "url"], environment: environment)
    #expect(url.output.hasPrefix("postgresql:///hatchet?host="))
    #expect(document["url"] == .string(String(url.output.dropLast())))
    #expect(url.errors == "it does not run: hatchet database start\n")
    let stop = await CommandResult.of(["database", "stop"], environment: environment)
    #expect(stop.status == 0)
    #expect(stop.errors == "it does not run\n")
    #expect(!FileManager.default.fileExists(atPath: Self.home), "looking makes nothing")
  }

  @Test func anotherDatabaseIsNotThePrivateOne() async {
    let result = await CommandResult.of(
      ["database", "url"], environment: ["HOME": Self.home, "HATCHET_DATABASE_URL": "postgresql://elsewhere/x"])
    #expect(!result.output.contains("elsewhere"))
    #expect(result.errors.hasPrefix("note: this is the private PostgreSQL"))
  }

  @Test func aWrongSettingIsSaid() async {
    let result = await CommandResult.of(
      ["database", "status"], environment: ["HOME": Self.home, "HATCHET_DATABASE_IDLE": "soon"])
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("hatchet: HATCHET_DATABASE_IDLE is 'soon', which is no duration"))
  }
}

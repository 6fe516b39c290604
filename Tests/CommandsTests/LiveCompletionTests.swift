import Testing

@testable import Commands

@Suite struct LiveCompletionTests {
  @Test func withoutADatabaseThereAreNone() async {
    let result = await CommandResult.of(
      ["__complete", "enqueue", ""], environment: ["HATCHET_DATABASE_URL": "host=/nonexistent"])
    #expect(result.status == 0 && result.output == "none\n" && result.errors.isEmpty)
  }

  @Test func itStartsNoPrivateDatabase() async throws {
    let folder = try ScratchFolder()
    let result = await CommandResult.of(["__complete", "enqueue", ""], environment: ["XDG_DATA_HOME": folder.path])
    #expect(result.output == "none\n" && result.errors.isEmpty)
  }
}

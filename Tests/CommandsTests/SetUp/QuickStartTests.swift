import Testing

@testable import Commands

@Suite struct QuickStartTests {
  @Test func fromNothingToARunThatCompleted() async throws {
    let world = try await TestWorld.make()
    let result = await world.run("quickstart", "demo")
    #expect(result.status == 0)
    #expect(
      result.errors.hasPrefix("wrote demo/hello.yaml\nwrote demo/count.sh\nworkflow hello: created\nenqueued run "))
    #expect(result.errors.contains("hatchet worker demo\n"))
    #expect(result.output.contains("shout   ✗ failed (attempt 1"))
    #expect(result.output.contains("hello  ✓ completed in"))
    let report = await world.run("inspect", "last", "--result", "--task", "report")
    #expect(report.output == "It was a greeting of 10 letters.\n")
    #expect(try world.folder.read("demo/hello.yaml").contains(#"sed -n 's/.*"name" *: *"\([^"]*\)".*/\1/p'"#))
  }

  @Test func leavesFilesAloneThatAreThere() async throws {
    let world = try await TestWorld.make()
    try world.folder.write("demo/hello.yaml", "name: mine\ntasks:\n  a: {run: 'echo mine'}\n")
    let result = await world.run("quickstart", "demo")
    #expect(result.status == 0)
    #expect(result.errors.hasPrefix("wrote demo/count.sh\nworkflow mine: created\n"))
    #expect(try world.folder.read("demo/hello.yaml").hasPrefix("name: mine"))
  }

  @Test func saysWhatIsWrongWithTheFileThatIsThere() async throws {
    let world = try await TestWorld.make()
    try world.folder.write("demo/hello.yaml", "name: mine\n")
    let result = await world.run("quickstart", "demo")
    #expect(result.status == 2)
    #expect(result.errors.contains("demo/hello.yaml:1:1: "))
  }
}

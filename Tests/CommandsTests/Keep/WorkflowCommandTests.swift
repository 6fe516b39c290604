import Hatchet
import JSON
import Store
import Terminal
import Testing
import Workflows

@Suite struct WorkflowCommandTests {
  @Test func whatWasAppliedIsListed() async throws {
    let hatchet = try await RunningHatchet.make(RunsListTests.yaml)
    let table = await hatchet.hatchet("workflow", "list")
    #expect(
      table.lines[0].split(separator: " ") == [
        "NAME", "VERSION", "VERSIONS", "TASKS", "PRIORITY", "APPLIED", "PAUSED", "DIRECTORY",
      ])
    #expect(table.lines.dropFirst().map { $0.split(separator: " ").first } == ["broken", "diamond"])
    let json = try JSONParser.parse(await hatchet.hatchet("workflow", "list", "--json").output)
    #expect(json[1]?["tasks"] == 4)
    #expect(json[1]?["versions"] == 1)
    #expect(json[1]?["directory"] == "/tmp")
    #expect(await hatchet.hatchet("workflow", "ls", "-o", "id").lines == ["broken", "diamond"])
  }

  @Test func aDefinitionIsWhatApplyTakes() async throws {
    let hatchet = try await RunningHatchet.make(RunsListTests.yaml)
    let text = await hatchet.hatchet("workflow", "show", "diamond", "--json").output
    let workflow = try #require(Workflow.parse(Array(text.utf8), file: "shown.json", directory: "/tmp").first)
    let changes = try await hatchet.client.apply([workflow])
    #expect(changes.map(\.change) == [.unchanged])
  }

  @Test func aWorkflowIsShown() async throws {
    let hatchet = try await RunningHatchet.make(RunsListTests.yaml)
    let shown = await hatchet.hatchet("workflow", "show", "diamond")
    #expect(shown.lines[0] == "diamond")
    #expect(
      shown.lines.contains { $0.hasPrefix("b     a            1       1h      1  echo >&2 try $HATCHET_ATTEMPT;") })
    let unknown = await hatchet.hatchet("workflow", "show", "diamand")
    #expect(unknown.status == 3)
    #expect(unknown.errors == "hatchet: workflow 'diamand' does not exist\nhint: did you mean 'diamond'?\n")
  }

  @Test func aWorkflowIsDrawn() async throws {
    let hatchet = try await RunningHatchet.make(RunsListTests.yaml)
    let drawn = await hatchet.hatchet("workflow", "graph", "diamond")
    #expect(
      drawn.output == """
           ╭───╮
           │ a │
           ╰─┬─╯
          ╭──┴───╮
        ╭─┴─╮  ╭─┴─╮
        │ b │  │ c │
        ╰─┬─╯  ╰─┬─╯
          ╰──┬───╯
           ╭─┴─╮
           │ d │
           ╰───╯

        """)
  }
}

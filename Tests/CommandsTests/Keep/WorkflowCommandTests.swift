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

  private static let deciding = """
    name: ship
    description: Ships what was ordered
    input_schema: {type: object, required: [order], properties: {order: {type: string}, express: {type: boolean}}}
    triggers:
      cron:
        - {at: "0 2 * * *", timezone: Europe/Zurich, input: {order: nightly}}
        - {name: often, at: "@hourly", catch_up: all, input: {order: x}}
        - {name: noon, at: "0 12 * * *", catch_up: none, input: {order: x}}
      events: ["order:*", "upload:*"]
      filters: [{when: "input.size > 100", scope: eu, payload: {region: eu}}]
    timeout: 6h
    idempotency: {key: input.order, ttl: 24h, until: finished}
    on_failure: {exec: [./page, someone]}
    finally: {run: "# Always.\\n./clean-up.sh"}
    tasks:
      check: {run: "true", wait_for: [{sleep: 5m}]}
      refund: {run: "true"}
      ship:
        needs: [check, {task: refund, when: "status == 'skipped'"}]
        wait_for:
          - any: [{event: "order:${input.order}", when: "input.approve"}, {all: [{sleep: 90m}, {event: late, since: 5m}]}]
          - {event: open, from: run_start}
        skip_if: [{parent: check, when: "output.stock == 0"}, {parent: check, when: "output.stock == null"}]
        cancel_if: [{event: "withdrawn:${input.order}"}]
        run: ./ship.sh
        compensate: {run: ./take-back.sh}
    """

  private static let notes = """
    timeout      6h
    idempotency  one run for each input.order, until it is finished, 1d at most
    cron         0 2 * * * (Europe/Zurich)
                 often: @hourly (UTC), makes up for all it missed
                 noon: 0 12 * * * (UTC), makes up for nothing
    event        order:*
                 upload:*
    filter       input.size > 100 (of scope eu)
    on failure   ./page someone
    finally      ./clean-up.sh

    """

  private static let taskNotes = """

    check
    waits for  5m after the run's start

    ship
    needs         status == 'skipped' (of refund)
    waits for     (the event order:${input.order} with input.approve, or (1h30m
                  after its needs are met, and the event late from 5m before its
                  needs are met on)), and the event open from the run's start on
    skipped if    output.stock == 0 (of check), or output.stock == null (of check)
    cancelled if  the event withdrawn:${input.order}
    undone by     ./take-back.sh

    """

  /// What starts it, what its tasks wait for, what runs beside them: at 80 columns.
  @Test func whatDecidesIsShown() async throws {
    let hatchet = try await RunningHatchet.make(Self.deciding)
    let surface = Surface(isTerminal: true, width: 80, look: Look(hasColor: false))
    let shown = await hatchet.hatchet("workflow", "show", "ship", surface: surface)
    #expect(shown.output.hasPrefix("ship  Ships what was ordered\nversion      1"), "\(shown.output)")
    #expect(shown.output.contains(Self.notes) && shown.output.hasSuffix(Self.taskNotes), "\(shown.output)")
    #expect(shown.lines.allSatisfy { CellWidth.of($0) <= 80 })
    let drawn = await hatchet.hatchet("workflow", "graph", "ship", surface: surface)
    #expect(drawn.output.hasSuffix("\n\n" + Self.notes + Self.taskNotes), "\(drawn.output)")
    #expect(drawn.lines.contains { $0.contains("│ waits, may skip, may cancel │") }, "\(drawn.output)")
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

import Terminal
import Testing

@testable import Commands

/// The tables of everyday at 80 columns: what matters stays, and what is shown of an id can be used.
@Suite struct NarrowTablesTests {
  private let world: TestWorld

  init() async throws {
    world = try await TestWorld.make()
    let yaml = "name: ship-what-was-ordered\ntasks: {a: {run: 'true'}, b: {run: 'true', needs: [a]}}\n"
    #expect(await world.run("apply", "-", input: Input(yaml)).status == 0)
  }

  private func table(_ words: String..., width: Int = 80) async -> [String] {
    let surface = Surface(isTerminal: true, width: width)
    let result = await CommandResult.of(words, environment: world.environment, surface: surface)
    #expect(result.lines.allSatisfy { CellWidth.of($0) <= width }, "\(result.output)")
    return result.lines
  }

  @Test func events() async throws {
    let id = await world.run("event", "push", "order:created:switzerland:17", "--scope", "eu").lines[0]
    let lines = await table("event", "list")
    #expect(
      lines[0] == "ID        KEY                           SCOPE  PUSHED  STARTED  WOKEN  ERRORS")
    let short = try #require(lines[1].split(separator: " ").first)
    #expect(short == id.suffix(8))
    #expect(await table("event", "show", String(short))[0] == "order:created:switzerland:17")
    #expect(await table("event", "list", width: 140)[1].hasPrefix(id + "  order:"))
  }

  @Test func runs() async throws {
    let id = await world.run("enqueue", "ship-what-was-ordered").lines[0]
    let later = await world.run("enqueue", "ship-what-was-ordered", "--in", "2h").lines[0]
    let lines = await table("runs", "list")
    #expect(lines[0].split(separator: " ") == ["ID", "WORKFLOW", "STATUS", "CREATED", "TOOK", "DONE", "ERROR"])
    let shown = lines.dropFirst().map { String($0.prefix(8)) }
    #expect(shown == [later, id].map { String($0.suffix(8)) })
    #expect(await table("inspect", shown[1]).first?.hasPrefix("ship-what-was-ordered") == true)
    let scheduled = await table("schedule", "list")
    #expect(scheduled[0].split(separator: " ") == ["ID", "WORKFLOW", "RUN", "AT", "(Etc/UTC)", "IN", "PRIORITY"])
    #expect(scheduled[1].contains("  in 1h  normal"))
  }

  @Test func stats() async throws {
    #expect(await world.run("enqueue", "ship-what-was-ordered").status == 0)
    let header = try #require(await table("stats").first { $0.hasPrefix("WORKFLOW") })
    #expect(header.hasSuffix("FAILED  QUEUE p95  RUN p95"))
    #expect(await table("stats", width: 140).contains { $0.hasSuffix("RUN p50/95/99  QUEUED  RUNNING") })
  }

  @Test func crons() async throws {
    let expression = "*/5 8-18 * * mon-fri"
    #expect(
      await world.run("cron", "create", "ship-what-was-ordered", expression, "--timezone", "America/New_York").status
        == 0)
    let lines = await table("cron", "list")
    #expect(lines[0].split(separator: " ") == ["ID", "NAME", "WORKFLOW", "EXPRESSION", "NEXT", "LAST", "PAUSED"])
    #expect(lines[1].contains(expression) && lines[1].hasSuffix("no"), "\(lines)")
    #expect(await table("cron", "list", width: 160)[0].hasSuffix("PAUSED  SOURCE"))
  }
}

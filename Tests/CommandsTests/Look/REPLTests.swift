import Arguments
import Database
import Hatchet
import Terminal
import TestSupport
import Testing

@testable import Commands

@Suite struct REPLTests {
  @Test func commandsAndStatementsTakeTurns() async throws {
    let hatchet = try await RunningHatchet.make(RunsListTests.yaml)
    let result = await hatchet.hatchet(
      "repl", "-c", "workflow list -o id", "-c", "select workflow, version_count * 1000 as n, null as x\nfrom (select",
      "-c", "workflow list -o id")
    // The second is open at its end.
    #expect(result.status == 2)
    #expect(result.output == "broken\ndiamond\n")
    let sql = await hatchet.hatchet(
      "repl", "-c", "select name, 1000 + length(name) as n, null as x\nfrom workflow order by 1;", "-c",
      "show search_path;")
    #expect(sql.status == 0)
    #expect(sql.lines == ["name        n  x", "broken   1006", "diamond  1007", "search_path", "hatchet, public"])
    #expect(sql.errors == "(2 rows)\n(1 row)\n")
  }

  @Test func nothingCanBeChanged() async throws {
    let hatchet = try await RunningHatchet.make(RunsListTests.yaml)
    let run = try await hatchet.client.enqueue("diamond")
    for statement in [
      "with gone as (delete from run returning id) select * from gone;", "select hatchet.cancel('\(run)');",
      "explain analyze delete from live_task;", "select 1; delete from run;",
    ] {
      let result = await hatchet.hatchet("repl", "-c", statement)
      #expect(result.status != 0, "\(statement)")
      #expect(result.errors.hasPrefix("hatchet: ") || statement.hasPrefix("select 1"), "\(result.errors)")
    }
    let left = try await hatchet.client.connection.simple(
      "select (select count(*) from hatchet.run), (select count(*) from hatchet.command)")[0].first
    #expect(left?.text(0) == "1")
    #expect(left?.text(1) == "0")
  }

  @Test func aMistakeIsOneLine() async throws {
    let hatchet = try await RunningHatchet.make(RunsListTests.yaml)
    let sql = await hatchet.hatchet("repl", "-c", "select * fro run;")
    #expect(sql.status == 2)
    #expect(sql.errors.hasPrefix("hatchet: syntax error at or near \"fro\"\n"))
    let command = await hatchet.hatchet("repl", "-c", "workflow lst")
    #expect(command.status == 2)
    #expect(
      command.errors.hasPrefix("unknown command 'workflow lst'; did you mean 'workflow list'?\ntry 'workflow --help'\n")
    )
    let nested = await hatchet.hatchet("repl", "-c", "repl")
    #expect(nested.status == 2)
    #expect(nested.errors.hasPrefix("this is the console already\n"))
  }

  @Test func itStopsAtTheFirstFailureUnlessToldOtherwise() async throws {
    let hatchet = try await RunningHatchet.make(RunsListTests.yaml)
    let stopped = await hatchet.hatchet("repl", "-c", "inspect last", "-c", "workflow list -o id")
    #expect(stopped.status == 3)
    #expect(stopped.output == "")
    let all = await hatchet.hatchet("repl", "-k", "-c", "inspect last", "-c", "workflow list -o id")
    #expect(all.status == 3)
    #expect(all.output == "broken\ndiamond\n")
  }

  @Test func optionsOfTheConsoleAreThoseOfItsCommands() async throws {
    let hatchet = try await RunningHatchet.make(RunsListTests.yaml)
    let result = await CommandResult.of(
      ["repl", "--database", hatchet.database.url, "-c", "workflow list -o id"], environment: [:])
    #expect(result.output == "broken\ndiamond\n")
    let other = await hatchet.hatchet("repl", "--namespace", "other", "-c", "workflow list")
    #expect(other.status == 5)
  }

  @Test func namesAreCompleted() async throws {
    let hatchet = try await RunningHatchet.make(RunsListTests.yaml)
    let run = try await hatchet.client.enqueue("diamond")
    let (output, surface) = (Output(), Surface(isTerminal: false))
    let session = Session(
      environment: ["HATCHET_DATABASE_URL": hatchet.database.url], directory: "/tmp", input: Input(), output: output,
      errors: output, surface: surface, errorSurface: surface)
    // A shell is not kept waiting for long; a machine that runs all tests at once may need longer.
    let completion = LiveCompletion(session: session, tree: .hatchet, limit: .seconds(60))
    #expect(await completion.completion(of: ["workflow", "show", "d"]).candidates.map(\.value) == ["diamond"])
    let runs = await completion.completion(of: ["inspect", ""]).candidates
    #expect(runs.map(\.value) == ["last", run])
    #expect(runs.map(\.summary).last?.hasPrefix("diamond queued ") == true)
  }
}

import JSON
import Terminal
import Testing
import Time

@testable import Commands

@Suite struct CronCommandTests {
  private static let yaml = """
    name: w
    input_schema: {type: object}
    triggers: {cron: [{at: "30 2 * * *", name: nightly, timezone: Europe/Zurich}]}
    tasks: {a: {run: 'true'}}
    """

  private func world() async throws -> TestWorld {
    let world = try await TestWorld.make()
    #expect(await world.run("apply", "-", input: Input(Self.yaml)).status == 0)
    return world
  }

  @Test func aCronIsCreatedAndListed() async throws {
    let world = try await world()
    let created = await world.run(
      "cron", "create", "w", "0 9 * * mon-fri", "--name", "daily", "--timezone", "Asia/Tokyo", "--catch-up", "all",
      "--input", #"{"x": 1}"#, "--meta", "team=a", "--priority", "3")
    #expect(created.status == 0 && created.output == "2\n")
    #expect(created.errors == "created cron 'daily' of w\n")
    let listed = try JSONParser.parse(await world.run("cron", "list", "--json").output)
    #expect(listed[0]?["name"] == "daily" && listed[1]?["name"] == "nightly")
    #expect(listed[0]?["timezone"] == "Asia/Tokyo" && listed[0]?["catch_up"] == "all")
    #expect(listed[0]?["input"] == ["x": 1] && listed[0]?["metadata"] == ["team": "a"] && listed[0]?["priority"] == 3)
    #expect(listed[0]?["source"] == "user" && listed[1]?["source"] == "file")
    #expect(listed[0]?["catch_up_window"] == 86_400.0)
    #expect(listed[1]?["next_at"]?.string?.contains(":30:00.000000Z") == true)
    #expect(await world.run("cron", "ls", "-o", "id").lines == ["2", "1"])
    let table = await world.run("cron", "list").lines
    #expect(table[0].hasPrefix("ID  NAME     WORKFLOW  EXPRESSION       TIMEZONE       NEXT ("))
    #expect(table.count == 3)
    let taken = await world.run("cron", "create", "w", "@daily", "--name", "daily")
    #expect(taken.status == 6 && taken.errors.hasPrefix("hatchet: workflow 'w' has a cron 'daily' already\n"))
  }

  @Test func whatCannotBeIsRefused() async throws {
    let world = try await world()
    let expression = await world.run("cron", "create", "w", "0 25 * * *")
    #expect(expression.status == 2)
    #expect(
      expression.errors == """
        EXPRESSION:1:3: the hour must be from 0 to 23, not 25
         1 │ 0 25 * * *
           │   ^~
        hint: the hour is 0 to 23: values, ranges (1-5), steps (*/2), lists of them, or *

        """)
    let zone = await world.run("cron", "create", "w", "@daily", "--timezone", "Europe/Zuerich")
    #expect(zone.status == 2)
    #expect(zone.errors == "hatchet: unknown time zone 'Europe/Zuerich'\nhint: did you mean 'Europe/Zurich'?\n")
    #expect(await world.run("cron", "create", "x", "@daily").status == 3)
    #expect(await world.run("cron", "create", "w", "@daily", "--input", "[1]").status == 2)
    #expect(await world.run("cron", "create", "w", "@daily", "--input", "{").status == 2)
    #expect(await world.run("cron", "create", "w", "@daily", "--catch-up", "most").status == 2)
    #expect(await world.run("cron", "create", "w", "@daily", "--priority", "4").status == 2)
    #expect(await world.run("cron", "create", "w", "@daily", "--name", "").status == 2)
    #expect(try await world.value("select count(*) from hatchet.cron") == "1")
  }

  @Test func cronsArePausedAndResumed() async throws {
    let world = try await world()
    #expect(
      await world.run("cron", "create", "w", "@daily", "--paused").errors == "created cron '@daily' of w, paused\n")
    #expect(
      await world.run("cron", "pause", "nightly", "@daily").errors == """
        paused cron 'nightly' of w
        already paused cron '@daily' of w

        """)
    let listed = try JSONParser.parse(await world.run("cron", "list", "--json").output)
    #expect(listed[0]?["paused"] == true && listed[0]?["next_at"] == .null)
    #expect(
      await world.run("cron", "resume", "1", "w/@daily").errors == """
        resumed cron 'nightly' of w
        resumed cron '@daily' of w

        """)
    #expect(try await world.value("select count(*) from hatchet.cron where paused") == "0")
    #expect(await world.run("cron", "pause", "nightly").status == 0)
    // It stays so.
    #expect(await world.run("apply", "-", input: Input(Self.yaml)).status == 0)
    #expect(try await world.value("select count(*) from hatchet.cron where paused") == "1")
    let missing = await world.run("cron", "pause", "nothing")
    #expect(missing.status == 3)
    #expect(missing.errors == "hatchet: cron 'nothing' does not exist\nhint: list them: hatchet cron list\n")
  }

  @Test func aNameThatSeveralHaveIsNotEnough() async throws {
    let world = try await world()
    #expect(await world.run("apply", "-", input: Input(Self.yaml.replacing("name: w", with: "name: v"))).status == 0)
    let both = await world.run("cron", "pause", "nightly")
    #expect(both.status == 2)
    #expect(
      both.errors == "hatchet: there is more than one cron 'nightly'\nhint: say which: 'v/nightly', 'w/nightly'\n")
    #expect(await world.run("cron", "pause", "v/nightly").errors == "paused cron 'nightly' of v\n")
  }

  /// Trap 15: what a file declares goes with the file, and that is said; the rest goes by hand.
  @Test func cronsAreDeletedButForThoseOfFiles() async throws {
    let world = try await world()
    #expect(await world.run("cron", "create", "w", "@daily").status == 0)
    let file = await world.run("cron", "delete", "nightly")
    #expect(file.status == 6)
    #expect(
      file.errors == """
        hatchet: cron 'nightly' is declared in the file of workflow 'w'
        hint: take it out of the file and apply that, or pause it

        """)
    #expect(await world.run("cron", "delete", "@daily", "--dry-run").output == "2\n")
    #expect(await world.run("cron", "rm", "@daily").errors == "deleted cron '@daily' of w\n")
    #expect(await world.run("cron", "delete", "@daily").status == 3)
    #expect(await world.run("cron", "list", "-o", "id").output == "1\n")
  }

  /// Without a database.
  @Test func theNextTimesOfAnExpression() async throws {
    func next(_ words: String..., zone: String? = nil) async -> CommandResult {
      await CommandResult.of(["cron", "next"] + words, environment: zone.map { ["TZ": $0] } ?? ["TZ": "UTC"])
    }
    let leap = await next("0 12 29 2 *", "--timezone", "Europe/Zurich", "--count", "1", zone: "America/New_York")
    #expect(leap.status == 0)
    #expect(leap.lines[0].split(separator: " ") == ["Europe/Zurich", "America/New_York", "IN"])
    #expect(leap.lines[1].contains("-02-29 12:00:00 +01:00") && leap.lines[1].contains("-02-29 06:00:00 -05:00"))
    #expect(await next("@hourly").lines.count == 6)
    #expect(await next("@hourly").lines[0].split(separator: " ") == ["UTC", "IN"])
    let json = try JSONParser.parse(await next("0 0 1 1 *", "--count", "2", "--json", zone: "Asia/Tokyo").output)
    #expect(json.array?.count == 2)
    #expect(json[0]?["zone_time"]?.string?.hasSuffix("-01-01T00:00:00+00:00") == true)
    #expect(json[0]?["local_time"]?.string?.hasSuffix("-01-01T09:00:00+09:00") == true)
    #expect(json[0]?["at"]?.string?.hasSuffix("-01-01T00:00:00.000000Z") == true)
    let wrong = await next("0 0 32 * *")
    #expect(wrong.status == 2 && wrong.errors.hasPrefix("EXPRESSION:1:5: the day of the month must be from 1 to 31"))
    #expect(await next("@fortnightly").status == 2)
    #expect(await next("@daily", "--timezone", "Nowhere").status == 2)
    #expect(await next("@daily", "--count", "0").status == 2)
  }

  @Test func theNextTimesOfACron() async throws {
    let world = try await world()
    let next = await world.run("cron", "next", "nightly", "--json", "--count", "3")
    let json = try JSONParser.parse(next.output)
    #expect(json.array?.count == 3)
    #expect(json[0]?["zone_time"]?.string?.contains(":30:00+0") == true)
    #expect(await world.run("cron", "create", "w", "0 2 * * *", "--timezone", "Asia/Tokyo").status == 0)
    let named = try JSONParser.parse(await world.run("cron", "next", "w/0 2 * * *", "--json").output)
    #expect(named[0]?["zone_time"]?.string?.hasSuffix("T02:00:00+09:00") == true)
    #expect(await world.run("cron", "next", "nothing").status == 3)
    #expect(next.errors == "")
    #expect(await world.run("cron", "pause", "nightly").status == 0)
    let paused = await world.run("cron", "next", "nightly", "--count", "2")
    #expect(paused.errors == "cron 'nightly' of w is paused: it would fire at these times\n" && paused.lines.count == 3)
    #expect(await world.run("cron", "resume", "nightly").status == 0)
    #expect(await world.run("workflow", "pause", "w").status == 0)
    let waiting = await world.run("cron", "next", "nightly")
    #expect(waiting.errors == "workflow 'w' is paused: the runs of this cron wait until it is resumed\n")
  }
}

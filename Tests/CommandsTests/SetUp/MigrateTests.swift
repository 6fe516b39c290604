import Database
import Hatchet
import Store
import Testing

@testable import Commands

@Suite struct MigrateTests {
  private static let all = Migration.Part.allCases.flatMap { Migration.of($0) }

  @Test func fromNothingToNow() async throws {
    let world = try await TestWorld.make(isMigrated: false)
    let before = await world.run("migrate", "status", "--output", "csv")
    #expect(before.status == 5)
    #expect(before.lines.count == Self.all.count + 1)
    #expect(before.lines.dropFirst().allSatisfy { $0.hasSuffix(",missing,") })
    #expect(before.lines.last == "hatchet_monitor,\(Migration.of(.monitor).count),tables,missing,")
    #expect(before.errors == "hatchet: schema 'hatchet' does not exist in the database\nhint: run 'hatchet migrate'\n")

    let plan = await world.run("migrate", "--dry-run")
    #expect(plan.lines == Self.all.map(\.label))
    #expect(await world.run("enqueue", "x").status == 5)

    let done = await world.run("migrate")
    #expect(done.status == 0 && done.output.isEmpty)
    #expect(done.errors == Self.all.map { "applied \($0.label)\n" }.joined())
    let again = await world.run("migrate")
    #expect(again.errors == "schema 'hatchet' is at version \(Migration.all.count) already\n")
    let after = await world.run("migrate", "status", "--output", "csv")
    #expect(after.status == 0)
    #expect(after.lines.dropFirst().allSatisfy { $0.contains(",applied,2") })
    #expect(await world.run("migrate", "--dry-run").output.isEmpty)
  }

  @Test func backByTheNumber() async throws {
    let world = try await TestWorld.make()
    let last = try #require(Migration.all.last)
    let target = String(last.version - 1)
    #expect(await world.run("migrate", "down", target, "--dry-run").lines == [last.label])
    let unasked = await world.run("migrate", "down", target)
    #expect(unasked.status == 2)
    #expect(unasked.errors.contains("hint: pass --yes"))
    let refused = await world.run("migrate", "down", target, input: Input("n\n", isTerminal: true))
    #expect(refused.status == 1)
    #expect(refused.errors == "take back 1 step of schema 'hatchet', data and all? [y/N] nothing was done\n")
    #expect(await world.run("migrate", "status").status == 0)

    let done = await world.run("migrate", "down", target, input: Input("y\n", isTerminal: true))
    #expect(done.status == 0)
    #expect(done.errors.hasSuffix("took back \(last.label)\n"))
    let old = await world.run("runs", "list")
    #expect(old.status == 5)
    #expect(old.errors.contains("is at version \(target), this hatchet needs \(last.version)"))
    #expect(await world.run("migrate", "down", "0", "--yes").status == 0)
    #expect(try await world.withoutCheck("select to_regnamespace('hatchet') is null") == "t")
    #expect(try await world.withoutCheck("select to_regnamespace('hatchet_monitor') is null") == "t")
  }

  @Test func aNewerSchemaStopsEveryCommand() async throws {
    let world = try await TestWorld.make()
    _ = try await world.withoutCheck(
      "insert into hatchet.migration (version, name, checksum) values (999, 'later', 'x')")
    for words in [["enqueue", "x"], ["migrate"], ["runs", "list"], ["worker", "--until-idle"]] {
      let result = await CommandResult.of(words, environment: world.environment)
      #expect(result.status == 5, "\(words)")
      #expect(result.errors.contains("is at version 999, this hatchet knows \(Migration.all.count)"))
      #expect(result.errors.contains("hint: install the hatchet that made it, or a newer one"))
    }
    let status = await world.run("migrate", "status", "--output", "csv")
    #expect(status.status == 5)
    #expect(status.lines.contains { $0.hasPrefix("hatchet,999,later,unknown,") })
  }

  @Test func theScriptIsTheSchema() async throws {
    let world = try await TestWorld.make(isMigrated: false)
    let script = await CommandResult.of(["migrate", "sql", "--namespace", "other"], environment: [:])
    #expect(script.status == 0 && script.errors.isEmpty)
    _ = try await world.withoutCheck(script.output)
    #expect(await world.run("migrate", "status", "--namespace", "other").status == 0)
    let rest = await CommandResult.of(
      ["migrate", "sql", "--after", String(Migration.all.count)], environment: [:])
    #expect(rest.output.isEmpty && rest.status == 0)
  }
}

extension TestWorld {
  /// The first column of the last statement's first row, whatever the schema is.
  fileprivate func withoutCheck(_ script: String) async throws -> String? {
    let connection = try await Connection.open(try ConnectionTarget(settings.database ?? ""))
    let rows = try await connection.simple(script)
    await connection.close()
    return rows.last?.first?.text(0)
  }
}

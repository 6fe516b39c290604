import JSON
import Testing

@testable import Commands

@Suite struct EnqueueKeyTests {
  private static let file = """
    name: w
    idempotency: {key: "string(input.day) + '/' + additional_metadata.team", ttl: 1h}
    tasks: {a: {run: 'true'}}

    """

  private func world() async throws -> TestWorld {
    let world = try await TestWorld.make()
    #expect(await world.run("apply", "-", input: Input(Self.file)).status == 0)
    return world
  }

  /// Trap 26: who asks for a run is told of the one that has its key.
  @Test func theSecondRequestIsTheFirstRun() async throws {
    let world = try await world()
    let first = await world.run("enqueue", "w", "--input", #"{"day": 1}"#, "--meta", "team=a")
    #expect(first.status == 0 && first.errors.isEmpty)
    let second = await world.run("enqueue", "w", "--input", #"{"day": 1, "n": 2}"#, "--meta", "team=a")
    #expect(second.status == 0 && second.lines == first.lines)
    #expect(second.errors == "run '\(first.lines[0])' exists already, with the same idempotency key\n")
    let json = try JSONParser.parse(
      await world.run("enqueue", "w", "--input", #"{"day": 1}"#, "--meta", "team=a", "--json").output)
    #expect(json["created"] == false && json["id"]?.string == first.lines[0])
    let other = try JSONParser.parse(
      await world.run("enqueue", "w", "--input", #"{"day": 1}"#, "--meta", "team=b", "--json").output)
    #expect(other["created"] == true)
    #expect(try await world.value("select count(*) from hatchet.run") == "2")
    #expect(try await world.value("select string_agg(key, ' ' order by key) from hatchet.idempotency") == "1/a 1/b")
  }

  @Test func waitingIsForThatRun() async throws {
    let world = try await world()
    let words = ["enqueue", "w", "--input", #"{"day": 1}"#, "--meta", "team=a"]
    let first = await world.run("enqueue", "w", "--input", #"{"day": 1}"#, "--meta", "team=a")
    #expect(await world.run("worker", "--until-idle", "--quiet").status == 0)
    let second = await world.run(words[0], words[1], words[2], words[3], words[4], words[5], "--wait")
    #expect(second.status == 0 && second.lines == first.lines)
  }

  @Test func aKeyThatCannotBeWorkedOutIsAMistakeOfTheRequest() async throws {
    let world = try await world()
    let result = await world.run("enqueue", "w", "--input", "{}", "--meta", "team=a")
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("hatchet: unable to work out the idempotency key: "))
    #expect(result.errors.contains("hint: 'idempotency' of workflow 'w' says how: "))
    #expect(try await world.value("select count(*) from hatchet.run") == "0")
  }

  @Test func ofABulkTheFirstOfEachKeyRuns() async throws {
    let world = try await world()
    let lines = (0..<30).map { #"{"day": \#($0 % 3)}"# }.joined(separator: "\n")
    #expect(await world.run("enqueue", "w", "--each", "-", "--meta", "team=a", input: Input(lines)).status == 0)
    #expect(await world.run("worker", "--until-idle", "--quiet").status == 0)
    let status = "select count(*) || ' ' || outcome from hatchet.attempt group by outcome order by outcome"
    #expect(try await world.value(status) == "3 completed")
    #expect(try await world.value(status + " desc") == "27 cancelled")
    let first = "select count(*) from hatchet.attempt where outcome = 'completed' and run_id <= 3"
    #expect(try await world.value(first) == "3")
  }

  @Test func aMistakeInTheExpressionIsShown() async throws {
    let world = try await world()
    let wrong = await world.run(
      "apply", "-",
      input: Input("name: v\nidempotency: {key: \"input.day + nope\", ttl: 1h}\ntasks: {a: {run: 'true'}}\n"))
    #expect(wrong.status == 2)
    #expect(wrong.errors.hasPrefix("<stdin>:2:33: 'key': "))
    #expect(wrong.errors.contains("                         ^~~~\n"))
    let list = await world.run(
      "apply", "-", input: Input("name: v\nidempotency: {key: \"[1]\", ttl: 1h}\ntasks: {a: {run: 'true'}}\n"))
    #expect(list.errors.contains("'key': the result must be text, a whole number or a truth, not 'list(int)'"))
  }
}

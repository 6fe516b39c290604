import JSON
import Testing

@testable import Commands

@Suite struct EnqueueTests {
  private static let plain = "name: plain\npriority: 1\ntasks:\n  a: {run: 'true'}\n"
  private static let strict = """
    name: strict
    input_schema: {type: object, required: [day]}
    tasks:
      a: {run: 'true'}

    """

  private func world() async throws -> TestWorld {
    let world = try await TestWorld.make()
    #expect(await world.run("apply", "-", input: Input(Self.plain + "---\n" + Self.strict)).status == 0)
    return world
  }

  @Test func printsTheID() async throws {
    let world = try await world()
    let result = await world.run(
      "enqueue", "plain", "--input", #"{"n": 1.0}"#, "--meta", "team=a=b", "--meta", "x=1", "--priority", "3")
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(result.lines.count == 1 && result.lines.first?.count == 36)
    #expect(try await world.value("select input from hatchet.run") == #"{"n": 1.0}"#)
    #expect(try await world.value("select metadata from hatchet.run") == #"{"team":"a=b","x":"1"}"#)
    #expect(try await world.value("select priority from hatchet.run") == "3")
    _ = await world.run("enqueue", "plain")
    #expect(try await world.value("select priority || ' ' || input from hatchet.run order by id desc") == "1 {}")
  }

  @Test func readsTheInputFromAFileOrAPipe() async throws {
    let world = try await world()
    try world.folder.write("in.json", "[1,\n 2]\n")
    #expect(await world.run("enqueue", "plain", "--input", "@in.json").status == 0)
    #expect(try await world.value("select input from hatchet.run") == "[1,\n 2]\n")
    #expect(await world.run("enqueue", "plain", "--input", "-", input: Input("\"piped\"")).status == 0)
    #expect(try await world.value("select input from hatchet.run order by id desc") == "\"piped\"")
    let gone = await world.run("enqueue", "plain", "--input", "@gone.json")
    #expect(gone.status == 3)
    #expect(gone.errors == "hatchet: unable to read 'gone.json': No such file or directory\n")
  }

  @Test func showsWhereTheInputIsNoJSON() async {
    // No database is needed to say so.
    let result = await CommandResult.of(
      ["enqueue", "plain", "--input", "{\"a\": [1,2,}"], environment: ["HATCHET_DATABASE_URL": "host=/nonexistent"])
    #expect(result.status == 2)
    #expect(
      result.errors == """
        --input:1:12: the input is not JSON: expected a value, found '}'
         1 │ {"a": [1,2,}
           │            ^

        """)
  }

  @Test func ofALongLineShowsThePartThatMatters() async {
    let long = "[" + String(repeating: "1,", count: 5000) + "x" + String(repeating: ",1", count: 5000) + "]"
    let result = await CommandResult.of(
      ["enqueue", "plain", "--input", "-"], environment: [:], input: Input(long))
    #expect(result.errors.hasPrefix("<stdin>:1:10002: the input is not JSON: "))
    let lines = result.errors.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count < 170 })
    #expect(lines.count == 3)
    if lines.count == 3, let caret = lines[2].firstIndex(of: "^") {
      let column = lines[2].distance(from: lines[2].startIndex, to: caret)
      #expect(lines[1][lines[1].index(lines[1].startIndex, offsetBy: column)] == "x")
    }
  }

  @Test func namesWhatIsNotThere() async throws {
    let world = try await world()
    let result = await world.run("enqueue", "nope")
    #expect(result.status == 3)
    #expect(result.errors.hasPrefix("hatchet: workflow \"nope\" does not exist\nhint: "))
  }

  @Test func theSchemaOfTheInputCounts() async throws {
    let world = try await world()
    let result = await world.run("enqueue", "strict", "--input", "{}")
    #expect(result.status == 2)
    #expect(result.errors.contains("day"))
    #expect(result.errors.contains("input_schema"))
    #expect(await world.run("enqueue", "strict", "--input", #"{"day": 1}"#).status == 0)
  }

  @Test func laterIsByTheDatabasesClock() async throws {
    let world = try await world()
    #expect(await world.run("enqueue", "plain", "--in", "2h").status == 0)
    let delay = "select extract(epoch from run_at - created_at)::integer from hatchet.run order by id desc"
    #expect(try await world.value(delay) == "7200")
    #expect(await world.run("enqueue", "plain", "--at", "in 1d").status == 0)
    #expect(try await world.value(delay) == "86400")
    #expect(await world.run("enqueue", "plain", "--at", "2030-02-03T04:05:06Z").status == 0)
    #expect(
      try await world.value("select extract(epoch from run_at)::bigint from hatchet.run order by id desc")
        == "1896321906")
  }

  @Test func otherFormats() async throws {
    let world = try await world()
    let json = await world.run("enqueue", "plain", "--json")
    let document = try JSONParser.parse(json.output)
    #expect(document["workflow"]?.string == "plain")
    #expect(document["id"]?.string?.count == 36)
    #expect(document["status"] == .null)
    let table = await world.run("enqueue", "plain", "-o", "table")
    #expect(table.lines.first?.hasPrefix("ID") == true && table.lines.count == 2)
  }

  @Test(arguments: [
    ["--priority", "4"], ["--meta", "novalue"], ["--in", "2 hours"], ["--at", "x"], ["--in", "1h", "--at", "now"],
    ["--timeout", "1s"], ["--wait", "--each", "-"], ["--input", "{}", "--each", "-"],
  ]) func usage(_ words: [String]) async {
    let result = await CommandResult.of(["enqueue", "plain"] + words, environment: [:])
    #expect(result.status == 2, "\(words)")
    #expect(result.errors.hasSuffix("try 'hatchet enqueue --help'\n"), "\(words): \(result.errors)")
  }
}

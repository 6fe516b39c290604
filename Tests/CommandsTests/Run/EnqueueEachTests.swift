import JSON
import Testing

@testable import Commands

@Suite struct EnqueueEachTests {
  private func world() async throws -> TestWorld {
    let world = try await TestWorld.make()
    let files = """
      name: plain
      tasks: {a: {run: 'true'}}
      ---
      name: strict
      input_schema: {type: object, required: [day]}
      tasks: {a: {run: 'true'}}

      """
    #expect(await world.run("apply", "-", input: Input(files)).status == 0)
    return world
  }

  private func count(_ world: TestWorld) async throws -> String? {
    try await world.value("select count(*) from hatchet.run")
  }

  @Test func aRunALine() async throws {
    let world = try await world()
    let lines = (1...2500).map { #"{"n": \#($0), "text": "tab\tand \\ and ä"}"# }.joined(separator: "\n")
    let result = await world.run("enqueue", "plain", "--each", "-", "--meta", "bulk=yes", input: Input(lines))
    #expect(result.status == 0 && result.output.isEmpty)
    #expect(result.errors == "enqueued 2,500 runs of plain\n")
    #expect(try await count(world) == "2500")
    #expect(try await world.value("select sum((input->>'n')::integer) from hatchet.run") == "3126250")
    #expect(
      try await world.value("select input->>'text' from hatchet.run limit 1") == "tab\tand \\ and ä")
    #expect(try await world.value("select count(*) from hatchet.run where metadata->>'bulk' = 'yes'") == "2500")
  }

  @Test func fromAFileWithEmptyLinesAndOtherEnds() async throws {
    let world = try await world()
    try world.folder.write("in.jsonl", "\n1\r\n\n  \n[2]\n")
    let result = await world.run("enqueue", "plain", "--each", "in.jsonl", "--json", "--quiet")
    #expect(result.output == #"{"workflow":"plain","count":2}"# + "\n")
    #expect(result.errors.isEmpty)
    #expect(try await count(world) == "2")
  }

  @Test func aLineThatIsNoJSONIsNamedAndNothingIsTaken() async throws {
    let world = try await world()
    let result = await world.run("enqueue", "plain", "--each", "-", input: Input("{}\n\n{\"a\":}\n{}\n"))
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("<stdin>:3:6: the input is not JSON: "))
    #expect(result.errors.contains(" 3 │ {\"a\":}\n"))
    #expect(try await count(world) == "0")
  }

  @Test func aLineThatTheSchemaRefusesIsNamedAndNothingIsTaken() async throws {
    let world = try await world()
    let lines = #"{"day": 1}"# + "\n\n" + #"{"day": 2}"# + "\n\n{}\n"
    let result = await world.run("enqueue", "strict", "--each", "-", input: Input(lines))
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("hatchet: <stdin>:5: "))
    #expect(result.errors.contains("nothing was enqueued"))
    #expect(try await count(world) == "0")
    #expect(await world.run("enqueue", "strict", "--each", "-", input: Input(#"{"day": 1}"#)).status == 0)
    #expect(try await count(world) == "1")
  }

  @Test func anUnknownWorkflow() async throws {
    let world = try await world()
    #expect(await world.run("enqueue", "nope", "--each", "-", input: Input("{}\n")).status == 3)
    #expect(await world.run("enqueue", "plain", "--each", "gone.jsonl").status == 3)
  }

  /// However the bytes come: lines are cut right, and numbered right.
  @Test func linesAreCutWhereverThePiecesEnd() async throws {
    let text = Array("[1]\n\n[22]\r\n   \n\"ä\"\n[3]".utf8)
    for size in 1...text.count {
      let pieces = Pieces(
        stride(from: 0, to: text.count, by: size).map { Array(text[$0..<min($0 + size, text.count)]) })
      let lines = JSONLines(read: { await pieces.next() }, name: "x")
      var found: [String] = []
      for try await line in lines { found.append(String(decoding: line, as: UTF8.self)) }
      #expect(found == ["[1]", "[22]\r", "\"ä\"", "[3]"], "\(size)")
      #expect((1...4).map { lines.tally.line(of: $0) } == [1, 3, 5, 6], "\(size)")
    }
  }

  private actor Pieces {
    private var rest: ArraySlice<[UInt8]>

    init(_ pieces: [[UInt8]]) { rest = pieces[...] }

    func next() -> [UInt8] { rest.popFirst() ?? [] }
  }
}

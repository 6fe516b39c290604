import JSON
import Testing

@testable import Commands

@Suite struct ApplyTests {
  private static let one = "name: one\ntasks:\n  a: {run: 'true'}\n"
  private static let two = "name: two\ntasks:\n  a: {run: 'true'}\n  b: {run: 'true', needs: [a]}\n"

  @Test func storesNewAndChangedOnes() async throws {
    let world = try await TestWorld.make()
    try world.folder.write("one.yaml", Self.one)
    let first = await world.run("apply", "one.yaml")
    #expect(first.errors.isEmpty && first.status == 0)
    #expect(first.lines == ["WORKFLOW  CHANGE   TASKS  FILE", "one       created      1  one.yaml"])
    #expect(await change(world, "one.yaml") == ["unchanged"])
    try world.folder.write("one.yaml", Self.one + "  b: {run: 'false'}\n")
    #expect(await change(world, "one.yaml", "--dry-run") == ["updated"])
    #expect(await change(world, "one.yaml") == ["updated"])
    #expect(try await world.value("select count(*) from hatchet.workflow_version") == "2")
  }

  @Test func aDryRunStoresNothing() async throws {
    let world = try await TestWorld.make()
    try world.folder.write("one.yaml", Self.one)
    #expect(await change(world, "one.yaml", "-n") == ["created"])
    #expect(try await world.value("select count(*) from hatchet.workflow") == "0")
  }

  /// What only the database can tell has its place, too, and a dry run asks it.
  @Test(arguments: [false, true]) func checksTheInputsOfCrons(isDry: Bool) async throws {
    let world = try await TestWorld.make()
    try world.folder.write("good.yaml", Self.one)
    try world.folder.write(
      "w.yaml",
      """
      name: w
      input_schema:
        {type: object, required: [day], properties: {rows: {items: {properties: {a.b: {type: integer}}}}}}
      triggers:
        cron:
          - {at: "@daily", input: {day: 1, rows: [{}, {a.b: 7}]}}
          - {at: "@hourly"}
          - at: "@weekly"
            input: {day: 1, rows: [{}, {a.b: x}]}
      tasks: {a: {run: 'true'}}

      """)
    let result = await world.run("apply", "good.yaml", "w.yaml", isDry ? "--dry-run" : "--quiet")
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(
      result.errors == """
        w.yaml:7:7: the input of cron '@hourly': input.day: is required
         7 │     - {at: "@hourly"}
           │       ^~~~~~~~~~~~~~~
        hint: the input_schema of workflow 'w' says so
        w.yaml:9:40: the input of cron '@weekly': input.rows[1].a.b: must be of type integer, not string
         9 │       input: {day: 1, rows: [{}, {a.b: x}]}
           │                                        ^
        hint: the input_schema of workflow 'w' says so

        """)
    #expect(try await world.value("select count(*) from hatchet.workflow") == "0")
  }

  @Test func readsAFoldersFilesInOrder() async throws {
    let world = try await TestWorld.make()
    try world.folder.write("w/b.yml", Self.one)
    try world.folder.write("w/a.yaml", Self.two)
    try world.folder.write("w/c.json", #"{"name": "three", "tasks": {"a": {"run": "true"}}}"#)
    try world.folder.write("w/notes.txt", "not: [a, workflow")
    try world.folder.write("w/.hidden.yaml", "not: [a, workflow")
    try world.folder.write("w/deeper/d.yaml", "not: [a, workflow")
    let result = await world.run("apply", "w", "--output", "csv", "--columns", "workflow,file")
    #expect(result.output == "workflow,file\ntwo,w/a.yaml\none,w/b.yml\nthree,w/c.json\n")
    #expect(
      try await world.value("select directory from hatchet.workflow_version limit 1") == "\(world.folder.path)/w")
  }

  @Test func readsStandardInput() async throws {
    let world = try await TestWorld.make()
    let result = await world.run("apply", "-", input: Input(Self.one + "---\n" + Self.two))
    #expect(result.lines.map { $0.prefix(3) } == ["WOR", "one", "two"])
    #expect(result.lines.last?.hasSuffix("<stdin>") == true)
  }

  @Test func tellsOfAllThatIsWrongAndStoresNothing() async throws {
    let world = try await TestWorld.make()
    try world.folder.write("good.yaml", Self.one)
    try world.folder.write("bad.yaml", "name: bad\ntasks:\n  a: {rum: 'true'}\n  b: {run: x, needs: [zz]}\n")
    let result = await world.run("apply", "good.yaml", "bad.yaml")
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("bad.yaml:3:7: unknown key 'rum'"))
    #expect(result.errors.contains(" 3 │   a: {rum: 'true'}\n   │       ^~~"))
    #expect(result.errors.contains("bad.yaml:4:23: unknown task 'zz'"))
    #expect(try await world.value("select count(*) from hatchet.workflow") == "0")
  }

  @Test func wrongFilesTakeOneLine() async throws {
    let world = try await TestWorld.make()
    try world.folder.write("empty/readme", "")
    try world.folder.write("nul.yaml", bytes: Array("name: a\u{0}b\ntasks: {a: {run: x}}\n".utf8))
    try world.folder.write("huge.yaml", bytes: [UInt8](repeating: UInt8(ascii: "#"), count: 5 << 20))
    let wrong: [(file: String, status: Int32, message: String)] = [
      ("gone.yaml", 3, "hatchet: unable to read 'gone.yaml': No such file or directory\n"),
      (
        "empty", 2, "hatchet: there is no workflow file in 'empty'\nhint: its files *.yaml, *.yml and *.json are read\n"
      ),
      ("huge.yaml", 2, "hatchet: 'huge.yaml' is larger than 4 MiB\n"),
    ]
    for (file, status, message) in wrong {
      let result = await world.run("apply", file)
      #expect(result.status == status)
      #expect(result.errors == message)
    }
    let nul = await world.run("apply", "nul.yaml")
    #expect(nul.status == 2)
    #expect(nul.errors.hasPrefix("nul.yaml:1:8: "))
    #expect(!nul.errors.contains("\u{0}"))
  }

  @Test func aNameIsDeclaredOnce() async throws {
    let world = try await TestWorld.make()
    try world.folder.write("a.yaml", Self.one)
    try world.folder.write("b.yaml", Self.one)
    let result = await world.run("apply", "a.yaml", "b.yaml")
    #expect(result.errors == "hatchet: workflow 'one' is declared both in 'a.yaml' and in 'b.yaml'\n")
    #expect(await world.run("apply", "a.yaml", ".//a.yaml", "a.yaml").status == 0)
  }

  @Test func aPersonIsNotWaitedFor() async throws {
    let result = await CommandResult.of(["apply", "-"], environment: [:], input: Input(isTerminal: true))
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("hatchet: standard input is a terminal\n"))
  }

  private func change(_ world: TestWorld, _ words: String...) async -> [String] {
    let result = await CommandResult.of(
      ["apply", "--output", "tsv", "--columns", "change"] + words, environment: world.environment,
      directory: world.folder.path)
    return Array(result.lines.dropFirst())
  }
}

import Arguments
import Testing

@Suite struct ParseTests {
  @Test func defaultsStayWhereNothingIsSaid() throws {
    let list = try #require(command(RunsList.self, "runs list"))
    #expect(list.limit == 50 && list.status.isEmpty && list.pager && list.output == OutputOptions())
  }

  @Test(arguments: [
    "runs list --status failed --status queued", "runs list -s failed -s queued", "runs list -sfailed -squeued",
    "runs list --status=failed -s=queued", "runs ls -fs failed -fsqueued",
  ])
  func optionsTakeTheirValueInEveryForm(_ line: String) {
    #expect(command(RunsList.self, line)?.status == [.failed, .queued])
  }

  @Test func theLastOfAnUnrepeatedOptionWins() throws {
    let list = try #require(command(RunsList.self, "runs list -L 1 --limit=7 --pager --no-pager"))
    #expect(list.limit == 7)
    #expect(!list.pager)
  }

  @Test func groupsFillTheirStructAndValidateIt() throws {
    let list = try #require(command(RunsList.self, "runs list --json"))
    #expect(list.output == OutputOptions(format: .json, json: true))
    let csv = try #require(command(RunsList.self, "runs list -o csv --columns id --columns status"))
    #expect(csv.output == OutputOptions(format: .csv, columns: ["id", "status"]))
    #expect(failure("runs list --json --columns id")?.message == "'--columns' is for tables")
  }

  @Test(arguments: [
    "-vv runs list --no-color", "runs -v list -v --no-color", "runs list --no-color -vv", "-vfv runs list",
  ])
  func globalOptionsStandAnywhere(_ line: String) {
    let globals = invocation(line.replacing("-vfv runs list", with: "-v runs list -fv --no-color"))?.globals
    #expect(globals == Globals(verbosity: 2, color: false))
  }

  @Test func argumentsAreDealtOutFromLeftToRight() throws {
    #expect(command(RunsList.self, "runs list a b")?.workflows == ["a", "b"])
    #expect(command(WorkerDrain.self, "worker drain")?.target == "all")
    #expect(command(WorkerDrain.self, "worker drain w1")?.target == "w1")
    let copy = try #require(command(Copy.self, "copy a b c"))
    #expect(copy.sources == ["a", "b"] && copy.target == "c")
  }

  struct Show: Command {
    var run: String?
    var step: Int?
    var after: TimeArgument?

    static let declaration = Declaration<Self>("Look at a run")
      .positional("RUN", \.run, "The run; the last one if left out", .completing(.live("run")))
      .positional("STEP", \.step, "Only this step", .range(1...9))
      .option("after", \.after, "TIME", "Only what came later")

    func run(_ context: World) async throws {}
  }

  @Test func anOptionalFieldMakesAnOptionalArgument() throws {
    let tree = CommandTree<World, NoOptions>("t", "Test", version: "1", [.init("all", [.command("show", Show.self)])])
    func show(_ words: String...) throws -> Show {
      guard case .run(let invocation) = tree.parse(["show"] + words) else { throw ArgumentError("refused") }
      return try #require(invocation.command as? Show)
    }
    #expect(try show().run == nil)
    #expect(try show("a", "--after=10m ago", "3").step == 3)
    #expect(throws: ArgumentError.self) { try show("a", "10") }
    #expect(try tree.description.helpPage(for: ["show"]).text().hasPrefix("usage: t show [OPTIONS] [RUN] [STEP]\n"))
  }

  @Test func dashesMeanWhatTheyMeanInAShell() throws {
    #expect(command(Copy.self, "copy - -- -x --y")?.sources == ["-", "-x"])
    #expect(command(Copy.self, "copy -5 there")?.sources == ["-5"])
    #expect(command(Step.self, "step a --at - -- b")?.at == "-")
    #expect(command(Step.self, "step a --at -5 -- b")?.at == "-5")
    #expect(command(Step.self, "step a --at=--in -- b")?.at == "--in")
    let step = try #require(command(Step.self, "step a --retries 2 -- prog --help -x -- --retries 3"))
    #expect(step.name == "a" && step.retries == 2)
    #expect(step.command == ["prog", "--help", "-x", "--", "--retries", "3"])
  }

  @Test func emptyWordsAreWords() {
    guard case .run(let invocation) = sample.parse(["copy", "", ""]) else { return #expect(Bool(false)) }
    #expect((invocation.command as? Copy)?.sources == [""])
    guard case .failure(let error) = sample.parse([""]) else { return #expect(Bool(false)) }
    #expect(error.code == .unknownCommand)
  }

  @Test func aCommandMayAlsoBeTheFirstWordOfOthers() {
    #expect(command(Worker.self, "worker --slots 2 a.yaml drain")?.files == ["a.yaml", "drain"])
    #expect(command(Worker.self, "worker ./drain")?.files == ["./drain"])
    #expect(invocation("worker drain")?.path == ["worker", "drain"])
    #expect(invocation("worker drain drain")?.path == ["worker", "drain"])
  }

  @Test func aliasesAreResolvedInThePath() { #expect(invocation("runs ls")?.path == ["runs", "list"]) }

  @Test func whatIsDeprecatedWorksAndWarns() throws {
    let old = try #require(invocation("runs list --after 2h -L 1"))
    #expect((old.command as? RunsList)?.since == .seconds(7200))
    #expect(old.warnings == ["option '--after' is deprecated: use '--since'"])
    #expect(invocation("cp a b")?.warnings == ["command 'cp' is deprecated: use 'copy'"])
    #expect(invocation("runs list --debug-plan")?.warnings == [])
  }

  @Test func outcomesOtherThanRunning() {
    if case .version(let line) = parse("--version") { #expect(line == "hatchet 1.0") } else { #expect(Bool(false)) }
    if case .complete(let words) = parse("__complete runs --help") {
      #expect(words == ["runs", "--help"])
    } else {
      #expect(Bool(false))
    }
    if case .manual(let directory) = parse("help --man out") {
      #expect(directory == "out")
    } else {
      #expect(Bool(false))
    }
    if case .dump(let text) = parse("help --dump json") { #expect(text.hasPrefix("{")) } else { #expect(Bool(false)) }
    #expect(failure("runs --version")?.code == .unknownOption)
  }

  @Test func aValueKnowsWhereItCameFrom() throws {
    let fallbacks = Fallbacks(
      environment: {
        ["HATCHET_LIMIT": "9", "HATCHET_OUTPUT": "csv", "HATCHET_VERBOSE": "2", "HATCHET_DATABASE_URL": ""][$0]
      },
      setting: { $0 == "database.url" ? ("postgres://x", ".hatchet.yaml") : nil })
    let found = try #require(invocation("runs list -o json --since 1h", fallbacks))
    let list = try #require(found.command as? RunsList)
    #expect(list.limit == 9 && list.output.format == .json)
    #expect(found.globals == Globals(database: "postgres://x", verbosity: 2))
    #expect(found.origin(of: "limit") == .environment("HATCHET_LIMIT"))
    #expect(found.origin(of: "output") == .commandLine)
    #expect(found.origin(of: "database") == .setting("database.url", file: ".hatchet.yaml"))
    #expect(found.origin(of: "pager") == .initial)
    #expect(found.origin(of: "WORKFLOW") == .initial)
  }

  @Test func globalsOfASessionHoldUntilOverridden() throws {
    let session = Globals(database: "one", verbosity: 3)
    guard case .run(let kept) = sample.parse(["runs", "list"], globals: session),
      case .run(let changed) = sample.parse(["runs", "list", "--database", "two"], globals: session)
    else { return #expect(Bool(false)) }
    #expect(kept.globals == session)
    #expect(changed.globals == Globals(database: "two", verbosity: 3))
    #expect(sample.globals(in: ["runs", "list", "--database=two", "--nope"]).database == "two")
  }

  @Test func theCommandRuns() async throws { try await #require(invocation("runs list")).run(World()) }
}

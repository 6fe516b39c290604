import Arguments

/// A tree with one of everything, in the shape of the real one.
struct World: Sendable {}

enum Status: String, CaseIterable, ArgumentValue {
  case queued, waiting, running, completed, failed
}

struct Globals: OptionGroup, Equatable {
  var database: String?
  var verbosity = 0
  var color = true

  static let options = OptionList<Self>("global options")
    .option(
      "database", \.database, "URL", "Connect to this database", .environment("HATCHET_DATABASE_URL"),
      .setting("database.url")
    )
    .counted("verbose", "v", \.verbosity, "Say more; -vv says everything", .environment("HATCHET_VERBOSE"))
    .flag("color", \.color, negatable: true, "Use colours")
}

struct OutputOptions: OptionGroup, Equatable {
  enum Format: String, CaseIterable, ArgumentValue {
    case table, json, jsonl, csv
  }

  var format = Format.table
  var json = false
  var columns: [String] = []

  static let options = OptionList<Self>("output options")
    .option("output", "o", \.format, "FORMAT", "Print in this form", .environment("HATCHET_OUTPUT"))
    .flag("json", \.json, "Short for --output json")
    .option("columns", \.columns, "NAMES", "Only these columns, in this order")
    .exclusive("output", "json")

  mutating func validate() throws(ArgumentError) {
    if json { format = .json }
    if format == .json, !columns.isEmpty { throw ArgumentError("'--columns' is for tables") }
  }
}

struct RunsList: Command {
  var status: [Status] = []
  var limit = 50
  var since: Duration?
  var pager = true
  var follow = false
  var old: Duration?
  var debug = false
  var output = OutputOptions()
  var workflows: [String] = []

  static let declaration = Declaration<Self>("Runs, newest first")
    .discussion("The table is cut to the width of the terminal.\n\n  ID  STATUS\n\nWith --follow it goes on.")
    .option("status", "s", \.status, "STATUS", "Only runs in this state; may be repeated")
    .option("limit", "L", \.limit, "N", "At most this many", .range(0...100_000), .environment("HATCHET_LIMIT"))
    .option("since", \.since, "AGE", "Only runs younger than this")
    .option("after", \.since, "AGE", "Only runs younger than this", .deprecated("use '--since'"))
    .flag("pager", \.pager, negatable: true, "Page long output")
    .flag("follow", "f", \.follow, "Go on printing")
    .flag("debug-plan", \.debug, "Print the plan", .hidden)
    .group(\.output)
    .positional("WORKFLOW", \.workflows, "Only runs of these workflows", .completing(.live("workflow")))
    .requires("after", "limit")
    .example("hatchet runs list --status failed --since 1h", "What failed in the last hour")
    .example("hatchet runs list --json report | jq .", "The runs of one workflow, for a program")
    .seeAlso("step", "hatchet-workflow(5)")

  func run(_ context: World) async throws {}
}

struct Step: Command {
  var name = ""
  var retries: Int?
  var at: String?
  var after: Duration?
  var command: [String] = []

  static let declaration = Declaration<Self>("Do something once and remember its output")
    .positional("NAME", \.name, "What the step is called")
    .option("retries", \.retries, "N", "Try again so often", .range(1...9))
    .option("at", \.at, "TIME", "Not before this time")
    .option("in", \.after, "AGE", "Not before so long from now")
    .exclusive("at", "in")
    .passthrough("CMD...", \.command, required: true, "The program, and its arguments")
    .example("hatchet step fetch -- curl -s https://example.org", "A download that is not done twice")

  mutating func validate() throws(ArgumentError) {
    if name.hasPrefix(".") { throw ArgumentError("step '\(name)' begins with a dot", hint: "choose another name") }
  }

  func run(_ context: World) async throws {}
}

struct Worker: Command {
  var slots = 4
  var labels: [String] = []
  var files: [String] = []

  static let declaration = Declaration<Self>("Take tasks and execute them")
    .option("slots", "n", \.slots, "N", "So many tasks at a time", .atLeast(1))
    .option("label", \.labels, "KEY=VALUE", "What this machine has", .accepting("KEY=VALUE") { $0.contains("=") })
    .positional("FILE", \.files, "Workflow files to apply first", .completing(.files))
    .example("hatchet worker --slots 8 flows/", "Eight tasks at a time of the workflows in a directory")

  func run(_ context: World) async throws {}
}

struct WorkerDrain: Command {
  var target = "all"
  var now = false

  static let declaration = Declaration<Self>("Let a worker finish what it has and stop")
    .positional("ID", optional: \.target, "The worker", .completing(.live("worker")))
    .flag("now", \.now, "Stop what it has, too")
    .example("hatchet worker drain w7", "Stop one worker")

  func run(_ context: World) async throws {}
}

struct Copy: Command {
  var sources: [String] = []
  var target = ""

  static let declaration = Declaration<Self>("Put files elsewhere")
    .positional("SOURCE", \.sources, required: true, "What is copied", .completing(.files))
    .positional("TARGET", \.target, "Where to", .completing(.directories))
    .example("hatchet copy a b there", "Two files")

  func run(_ context: World) async throws {}
}

typealias SampleTree = CommandTree<World, Globals>

let sample = SampleTree(
  "hatchet", "Run tasks on PostgreSQL", discussion: "One binary.",
  examples: [("hatchet runs list", "What happened")], seeAlso: ["runs list"], version: "1.0",
  topics: [HelpTopic("formatting", "How output is formed", "Tables by default.\n\n  ID STATUS")],
  references: References(
    exitStatus: [(0, "done"), (2, "the command line is wrong")],
    environment: [("NO_COLOR", "no colours")], files: [("~/.config/hatchet/config.yaml", "settings")]),
  [
    .init(
      "run",
      [
        .command("step", Step.self),
        .command(
          "worker", Worker.self, subcommands: [.command("drain", WorkerDrain.self)]),
      ]),
    .init(
      "look",
      [
        .group(
          "runs", "Read the record",
          [
            .command("list", RunsList.self, aliases: ["ls"])
          ])
      ]),
    .init(
      "keep",
      [
        .command("copy", Copy.self),
        .command("cp", Copy.self, visibility: .deprecated("use 'copy'")),
        .command("secret", Copy.self, visibility: .hidden),
      ]),
  ])

func parse(_ line: String, _ fallbacks: Fallbacks = .none) -> ParseOutcome<World, Globals> {
  sample.parse(line.split(separator: " ").map(String.init), fallbacks)
}

/// The command that `line` makes, if it makes one of this type.
func command<C: Command>(_ type: C.Type, _ line: String) -> C? {
  guard case .run(let invocation) = parse(line) else { return nil }
  return invocation.command as? C
}

func invocation(_ line: String, _ fallbacks: Fallbacks = .none) -> Invocation<World, Globals>? {
  if case .run(let invocation) = parse(line, fallbacks) { invocation } else { nil }
}

func failure(_ line: String, _ fallbacks: Fallbacks = .none) -> ArgumentError? {
  if case .failure(let error) = parse(line, fallbacks) { error } else { nil }
}

import Arguments
import Testing

@Suite struct RuleTests {
  struct Move: Command {
    var up = false
    var down = false
    var by: Int?
    var unit: String?
    var mark: String?

    static let declaration = Declaration<Self>("Go")
      .flag("up", \.up, "Upwards")
      .flag("down", \.down, "Downwards", .environment("DOWN"))
      .option("by", \.by, "N", "So far")
      .option("unit", \.unit, "UNIT", "Of what")
      .option("mark", \.mark, "MARK", "What to leave")
      .exactlyOne("up", "down")
      .requires("unit", "by")
      .atLeastOne("mark")

    func run(_ context: World) async throws {}
  }

  static let tree = CommandTree<World, NoOptions>(
    "t", "Test", version: "1", [.init("all", [.command("move", Move.self)])])

  private func outcome(_ line: String, _ environment: [String: String] = [:]) -> String {
    let words = line.split(separator: " ").map(String.init)
    switch Self.tree.parse(words, Fallbacks(environment: { environment[$0] })) {
    case .run: return "runs"
    case .failure(let error): return error.line
    default: return "something else"
    }
  }

  @Test func rulesAreChecked() {
    #expect(outcome("move --up --mark x") == "runs")
    #expect(outcome("move --up --down --mark x") == "'--up' can't be used with '--down'")
    #expect(outcome("move --mark x") == "missing '--up' or '--down'")
    #expect(outcome("move --up") == "missing '--mark'")
    #expect(outcome("move --up --mark x --unit m") == "'--unit' needs '--by'")
    #expect(outcome("move --up --mark x --unit m --by 2") == "runs")
  }

  @Test func theEnvironmentSatisfiesARuleButNeverBreaksOne() {
    #expect(outcome("move --mark x", ["DOWN": "yes"]) == "runs")
    #expect(outcome("move --up --mark x", ["DOWN": "yes"]) == "runs")
  }

  @Test func helpPrintsThem() throws {
    let text = try Self.tree.description.helpPage(for: ["move"]).text()
    #expect(
      text.contains(
        """
        rules:
          exactly one of --up and --down is needed
          --unit needs --by
          --mark is needed

        """))
  }
}

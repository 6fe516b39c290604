import Arguments
import Testing

@Suite struct TreeLintTests {
  @Test func theSampleIsGood() { #expect(TreeLint.problems(sample) == []) }

  struct Bad: Command {
    var one = ""
    var two = 0
    var three: [String] = []
    var four: [String] = []

    static let declaration = Declaration<Self>("Bad things.")
      .option("one", "o", \.one, "name", "")
      .option("one", "h", \.two, "N", "Ends in a stop.")
      .positional("A", \.three, "All")
      .positional("A", \.four, "All the rest")
      .exclusive("one", "gone")
      .seeAlso("nowhere")
      .example("t bad --three", "It does not parse")
      .example("t good", "It is another one")
      .example("t bad 'x", "Its quote is open")
      .example("ls | wc -l", "Something else")
      .example(
        "t bad with a line that is much longer than eighty columns and so cannot stand in any terminal", "Wide")

    func run(_ context: World) async throws {}
  }

  struct Good: Command {
    static let declaration = Declaration<Self>("Nothing wrong here")
      .example("echo 'a | b' | t good | wc", "A pipe")

    func run(_ context: World) async throws {}
  }

  struct Bare: Command {
    static let declaration = Declaration<Self>("")

    func run(_ context: World) async throws {}
  }

  @Test func everyKindOfMistakeIsFound() {
    let tree = CommandTree<World, NoOptions>(
      "t", "Test", version: "1",
      [
        .init(
          "all",
          [.command("bad", Bad.self), .command("good", Good.self, aliases: ["bad"]), .command("bare", Bare.self)])
      ])
    #expect(
      TreeLint.problems(tree) == [
        "t: two commands are called 'bad'",
        "bad: the summary ends in a full stop",
        "bad: the summary repeats the name",
        "bad: two options are called '--one'",
        "bad: two options are called '-h'",
        "bad: two arguments are called 'A'",
        "bad: the summary of '--one' is empty",
        "bad: the placeholder of '--one' is not upper case",
        "bad: the summary of '--one' ends in a full stop",
        "bad: two arguments may be repeated",
        "bad: a rule names 'gone', which is not there",
        "bad: a line of its help is wider than 80 columns: '    t bad with a line that is much longer than eighty columns and so cannot stand in any terminal'",
        "bad: see also 'nowhere', which is no command",
        "bad: example 't bad --three': unknown option '--three'; did you forget '--'? to give '--three' as A, write '-- --three'",
        "bad: example 't good': it does not use the command",
        "bad: example 't bad 'x': missing the closing quote '",
        "bad: example 'ls | wc -l': it does not use the command",
        "bare: the summary is empty",
        "bare: there is no example",
      ])
  }
}

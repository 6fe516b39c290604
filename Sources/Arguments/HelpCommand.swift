/// The built-in `help`: the parser turns it into an outcome, so `run` has nothing to do.
struct HelpCommand<Context: Sendable>: Command {
  enum Dump: String, CaseIterable, ArgumentValue {
    case json
  }

  var words: [String] = []
  var dump: Dump?
  var manual: String?

  static var declaration: Declaration<Self> {
    Declaration("Explain a command or a topic")
      .discussion("Without a name it lists the commands. Topics are listed at the end of that list.")
      .positional("NAME", \.words, "The words of a command, or a topic", .completing(.commands))
      .option("dump", \.dump, "FORMAT", "Print all declarations instead, for other programs")
      .option("man", \.manual, "DIR", "Write the manual pages there instead", .completing(.directories))
      .exclusive("dump", "man")
  }

  func run(_ context: Context) async throws {}
}

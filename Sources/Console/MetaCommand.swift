import Arguments

/// A command of the console itself. To add one, add a line to `all`.
struct MetaCommand: Sendable {
  enum Outcome: Equatable {
    case done(status: Int32)
    /// This source is left: the console, or the file of `\i`.
    case leave
  }

  typealias Body = @Sendable (isolated Console, [String], any InputSource) async throws(ConsoleError) -> Outcome

  /// Without the backslash.
  var name: String
  /// As it is shown: `[on|off]`.
  var arguments: String
  /// How many arguments it takes.
  var count: ClosedRange<Int>
  var summary: String
  /// What its argument is, for the Tab key.
  var paths: Completion.Paths
  var body: Body

  init(
    _ name: String, _ summary: String, takes arguments: String = "", _ count: ClosedRange<Int> = 0...0,
    paths: Completion.Paths = .none, _ body: @escaping Body
  ) {
    self.name = name
    self.arguments = arguments
    self.count = count
    self.summary = summary
    self.paths = paths
    self.body = body
  }

  static let all: [MetaCommand] = [
    MetaCommand("?", "show this list") { console, _, _ in console.say(help) },
    MetaCommand("i", "run the lines of a file", takes: "FILE", 1...1, paths: .files) {
      console, arguments, _ async throws(ConsoleError) in try await console.include(arguments[0])
    },
    MetaCommand("o", "send output to a file, or back", takes: "[FILE]", 0...1, paths: .files) {
      console, arguments, _ async throws(ConsoleError) in try await console.redirect(to: arguments.first)
    },
    MetaCommand("q", "leave") { _, _, _ in .leave },
    MetaCommand("s", "show what was typed so far") { console, _, source in await console.showHistory(source) },
    MetaCommand("timing", "say how long things take", takes: "[on|off]", 0...1) {
      console, arguments, _ async throws(ConsoleError) in try console.setTiming(arguments.first)
    },
  ]

  static func named(_ name: String) throws(ConsoleError) -> MetaCommand {
    if let found = all.first(where: { $0.name == name }) { return found }
    let near = Suggestion.didYouMean("\\" + name, among: all.map { "\\" + $0.name })
    throw ConsoleError(.unknownCommand, "unknown command '\\\(name)'", hint: near ?? "\\? lists them")
  }

  /// What `\?` shows.
  static var help: String {
    let width = all.map { $0.usage.count }.max() ?? 0
    let lines = all.map { "  " + $0.usage + String(repeating: " ", count: width + 2 - $0.usage.count) + $0.summary }
    let others = [
      "", "Any other line is a subcommand: 'help' lists them.",
      "Lines that begin with \(Assembler.sqlWords.sorted().joined(separator: ", ")) are SQL, up to a semicolon.",
    ]
    return (lines + others).map { $0 + "\n" }.joined()
  }

  var usage: String { "\\" + name + (arguments.isEmpty ? "" : " " + arguments) }

  func check(_ given: [String]) throws(ConsoleError) {
    guard !count.contains(given.count) else { return }
    throw ConsoleError(
      .usage, given.count < count.lowerBound ? "'\\\(name)' needs an argument" : "too many arguments for '\\\(name)'",
      hint: "usage: \(usage)")
  }
}

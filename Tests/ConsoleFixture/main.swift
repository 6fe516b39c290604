// A console with four commands and no database, for tests of what needs a process: readline, standard input, `\o`.
// Its arguments: `-c TEXT`, `-f FILE`, `--keep-going`.
import Arguments
import Console
import Glibc

struct Echo: Command {
  var words: [String] = []
  static let declaration = Declaration<Self>("Print words")
    .positional("WORD", \.words, "What is printed", .completing(.files))
  func run(_ context: Void) async throws {}
}

struct Fail: Command {
  var status = 1
  static let declaration = Declaration<Self>("Fail")
    .option("status", \.status, "N", "With this exit status")
  func run(_ context: Void) async throws {}
}

struct Await: Command {
  static let declaration = Declaration<Self>("Wait for Ctrl-C")
  func run(_ context: Void) async throws {}
}

struct Rest: Command {
  static let declaration = Declaration<Self>("Print the rest of standard input")
  func run(_ context: Void) async throws {}
}

let tree = CommandTree<Void, NoOptions>(
  "fixture", "A console for tests", version: "1",
  [
    CommandEntries(
      "commands",
      [
        .command("echo", Echo.self), .command("fail", Fail.self), .command("await", Await.self),
        .command("rest", Rest.self),
      ])
  ])

func say(_ text: String) {
  let line = text + "\n"
  _ = line.withCString { write(STDOUT_FILENO, $0, strlen($0)) }
}

func run(_ words: [String]) async -> Int32 {
  switch words.first {
  case "echo":
    say(words.dropFirst().joined(separator: "|"))
    return 0
  case "fail": return words.last.flatMap { Int32($0) } ?? 1
  case "await":
    say("waiting")
    let (stream, continuation) = AsyncStream<Never>.makeStream()
    for await _ in stream {}
    continuation.finish()
    say("interrupted")
    return 130
  case "rest":
    while let line = readLine() { say("read \(line)") }
    return 0
  default: return 2
  }
}

var scripts: [Console.Script] = []
var options = Console.Options(
  history: HistoryFile(environment: environmentOfProcess()), banner: "fixture; \\? for help")
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  switch argument {
  case "-c": scripts.append(.text(arguments.removeFirst()))
  case "-f": scripts.append(.file(arguments.removeFirst()))
  default: options.keepsGoing = true
  }
}

func environmentOfProcess() -> [String: String] {
  var found: [String: String] = [:]
  for name in ["HATCHET_HISTORY", "XDG_STATE_HOME", "HOME"] {
    if let value = getenv(name) { found[name] = String(cString: value) }
  }
  return found
}

let description = tree.description
let host = ConsoleHost(
  run: { await run($0) },
  sql: { statement in
    say("sql: \(statement)")
    return 0
  },
  complete: { description.completion(of: $0) },
  prompt: { "fixture> " },
  cancel: { say("cancel") })
exit(await Console(host: host, options: options).run(scripts))

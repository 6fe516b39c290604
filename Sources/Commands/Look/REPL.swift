package import Arguments
import Console
import Hatchet
import Terminal

/// `hatchet repl`
package struct REPL: Command {
  package var commands: [String] = []
  package var files: [String] = []
  package var keepsGoing = false

  package init() {}

  package static let declaration = Declaration<Self>("Type commands and SQL at a prompt")
    .discussion(
      """
      Every line is a command without the word 'hatchet', or SQL: a statement that begins with select, with, values, \
      table, explain or show may go over several lines and ends with a semicolon. It runs in a read-only transaction \
      with the namespace as its schema. Lines that begin with a backslash are for the console itself; \\? lists them. The \
      Tab key completes; Ctrl-C stops what runs; Ctrl-D leaves.

      With --command or --file, or with lines piped in, it runs those and stops at the first that fails, with its exit \
      status.
      """
    )
    .option("command", "c", \.commands, "LINE", "Run this, then leave; may be repeated")
    .option(
      "file", "f", \.files, "FILE", "Run the lines of a file, after those of --command; - is stdin", .completing(.files)
    )
    .flag("keep-going", "k", \.keepsGoing, "Go on after a failure")
    .example("hatchet repl", "A session")
    .example("hatchet repl -c 'runs list --status failed' -c 'select count(*) from run;'", "Two lines")
    .seeAlso("help")

  package func run(_ context: Session) async throws {
    let host = REPLHost(context)
    let options = Console.Options(
      keepsGoing: keepsGoing, history: HistoryFile(environment: context.environment),
      banner: context.globals.quiet ? nil : "hatchet \(Version.text); \\? for help, \\q to leave",
      look: context.errorSurface.look)
    let console = Console(host: host.console, options: options, output: context.output, errors: context.errors)
    let scripts = commands.map { Console.Script.text($0) } + files.map { .file($0 == "-" ? $0 : context.path($0)) }
    let status = await console.run(scripts)
    await host.sql.close()
    if status != 0 { throw ExitStatus(status) }
  }
}

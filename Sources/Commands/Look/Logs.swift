package import Arguments
import Engine
import Hatchet
import Monitor
import Terminal

/// `hatchet logs`
package struct Logs: Command {
  package var run = ""
  package var follows = false
  package var task: String?
  package var attempt: Int32?
  package var tail: Int?
  package var hasTimestamps = false
  package var output = OutputOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Print what the tasks of a run wrote on standard error")
    .discussion(
      """
      Lines of all tasks, in the order of time, each after the name of its task (and #N in the Nth attempt). What stands \
      between name and line is a mark of the line's priority: x for an error or worse, ! for a warning.

      With --follow, lines are printed as they are written, each once, until the run is final.

      The other formats have these fields:

        task attempt line time priority text

      'line' counts from 1 in each attempt; 'priority' is syslog's: 3 error, 4 warning, 6 informational, 7 debug.
      """
    )
    .positional("RUN", \.run, "Which run", .completing(.live("run")))
    .flag("follow", "f", \.follows, "Go on until the run is final")
    .option("task", \.task, "NAME", "Only of this task")
    .option("attempt", \.attempt, "N", "Only of this attempt", .atLeast(1))
    .option("tail", \.tail, "N", "Only the last lines, then what follows", .atLeast(0))
    .flag("timestamps", "t", \.hasTimestamps, "Begin each line with its time")
    .group(\.output)
    .example("hatchet logs last -f", "The newest run, while it runs")
    .example("hatchet logs last --task extract --attempt 2", "One attempt of one task")
    .seeAlso("inspect")

  package mutating func validate() throws(ArgumentError) {
    if output.chosen == .id { throw ArgumentError("lines of a log have no id", hint: "use --output jsonl") }
  }

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      let id = try await client.runReader.find(run)
      let reader = client.logReader
      var position = try await reader.begin(id, task: task, attempt: attempt, tail: tail)
      var printer = try LogPrinter(
        position, task: task, follows: follows, hasTimestamps: hasTimestamps, options: output, session: context)
      var pause = Self.pauses.shortest
      while true {
        let page = try await reader.read(&position)
        try printer.write(page.entries)
        if follows || page.hasMore { try context.output.flush() }
        if page.hasMore { continue }
        if page.isComplete || !follows { break }
        pause = page.entries.isEmpty ? min(pause * 3 / 2, Self.pauses.longest) : Self.pauses.shortest
        try await Task.sleep(for: pause)
      }
      try printer.finish()
      if follows, let status = try await client.runReader.status(id) { context.say("the run is \(status.rawValue)") }
    }
  }

  /// Between two reads that find nothing.
  private static let pauses = (shortest: Duration.milliseconds(20), longest: Duration.milliseconds(500))
}

package import Arguments
import Database
import Hatchet
import JSON
import Store
import Terminal
import Time
package import Workflows

/// `hatchet cron create`
package struct CronCreate: Command {
  package var workflow = ""
  package var expression = ""
  package var name: String?
  package var timezone = "UTC"
  package var catchUp = CatchUp.last
  package var window = CronTrigger.defaultWindow
  package var input: String?
  package var metadata: [KeyValue] = []
  package var priority: Int32?
  package var paused = false

  package init() {}

  package static let declaration = Declaration<Self>("Let a workflow run by the clock")
    .discussion(
      """
      The expression is as in crontab(5): minute, hour, day of the month, month, day of the week; with six fields, \
      seconds come first. Values, ranges (1-5), steps (*/15), lists of them, names (jan, mon), and @yearly, @monthly, \
      @weekly, @daily, @hourly. Every tick enqueues one run, whatever dies meanwhile; the engine makes the runs, so one \
      must be running.

      When clocks are put forward, what was to fire in the hour that is missing fires at its end; when they are put back, \
      what falls into the hour that comes twice fires in the first. An expression whose field of hours begins with * \
      goes by time as it passes instead: every 15 minutes stays every 15 minutes.

      Ticks that no engine was there for are made up for as --catch-up says: 'none', the 'last' one, or 'all', as far \
      back as --catch-up-window reaches. What is a minute late was not missed.

      The number that is printed, and the name, are for the other cron commands. Crons that belong to a workflow are better \
      declared in its file: see hatchet-workflow(5).
      """
    )
    .positional("WORKFLOW", \.workflow, "What to run", .completing(.live("workflow")))
    .positional("EXPRESSION", \.expression, "When, as in crontab(5), in quotes")
    .option("name", \.name, "NAME", "What to call it; by default its expression")
    .option("timezone", \.timezone, "ZONE", "Whose clocks it goes by: Europe/Zurich, +02:00")
    .option("catch-up", \.catchUp, "WHICH", "Which missed ticks are made up for")
    .option("catch-up-window", \.window, "DURATION", "How old such a tick may be")
    .option("input", \.input, "JSON", "The runs' input: JSON, @FILE, or - for stdin; {} by default")
    .option("meta", \.metadata, "KEY=VALUE", "What to find the runs by later; may be repeated")
    .option("priority", \.priority, "N", "1 low, 2 normal, 3 high; by default what the workflow says", .range(1...3))
    .flag("paused", \.paused, "Let it fire nothing until 'cron resume'")
    .example(
      "hatchet cron create report '0 2 * * mon-fri' --name nightly", "At two, on working days"
    )
    .example("hatchet cron create poll '*/10 * * * * *' --catch-up none", "Every ten seconds, while an engine runs")
    .seeAlso("cron next", "cron list", "cron pause", "enqueue")

  package func run(_ context: Session) async throws {
    let trigger = CronTrigger(
      at: try CronText.expression(expression).text, name: name, timezone: try CronText.zone(timezone).name,
      catchUp: catchUp, catchUpWindow: window)
    if let name, name.allSatisfy(\.isWhitespace) { throw HatchetError(.usage, "the name of a cron is empty") }
    guard window > .zero else { throw HatchetError(.usage, "--catch-up-window must be longer than 0s") }
    var cron = CronTable.Submission(
      workflow: workflow, trigger: trigger,
      metadata: metadata.isEmpty ? nil : JSONText(JSONWriter.text(metadata.texts)),
      priority: priority.map { Int16($0) }, isPaused: paused)
    if let input { cron.input = try await InputDocument.read(input, context) }
    let id = try await context.withClient { [cron] client in try await client.createCron(cron) }
    try context.output.writeLine("\(id)")
    context.say("created cron '\(trigger.name)' of \(workflow)\(paused ? ", paused" : "")")
  }
}

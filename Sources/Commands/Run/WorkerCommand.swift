package import Arguments
import Hatchet
import Worker

/// `hatchet worker`
package struct WorkerCommand: Command {
  package var files: [String] = []
  package var slots: Int?
  package var labels: [KeyValue] = []
  package var name: String?
  package var canLead = true
  package var untilIdle = false

  package init() {}

  package static let declaration = Declaration<Self>("Run tasks")
    .discussion(
      """
      It applies the files that are named, then takes tasks as they come, until it is told to leave. Any number of \
      workers, on any number of machines, share the work; one of them leads, and another takes over if that one is gone.

      SIGTERM or SIGINT makes it leave when what it runs is finished; the second stops what it runs, and gives it back \
      to be run elsewhere; the third ends it at once. Its exit status tells of the signal: 143 or 130. What it says goes to stderr, a line an \
      event.

      A file that is called as one of the commands below is meant by ./list, say.
      """
    )
    .positional("FILE", \.files, "Files or folders with workflows to apply first", .completing(.files))
    .option(
      "slots", \.slots, "N", "How many tasks run at once; by default as many as there are processors, at least 4",
      .range(1...10_000)
    )
    .option("label", \.labels, "KEY=VALUE", "What tasks may ask for; may be repeated")
    .option("name", \.name, "NAME", "What it is called; by default as the machine")
    .flag("lead", \.canLead, negatable: true, "Lead if nobody else does")
    .flag(
      "until-idle", \.untilIdle,
      "Leave when nothing is queued and nothing runs; what waits for a time or an event stays"
    )
    .example("hatchet worker", "Run whatever is queued")
    .example("hatchet worker workflows/ --slots 8 --label gpu=true", "Apply a folder's workflows, and run tasks")
    .example("hatchet worker --until-idle", "Run what is there, and end")
    .seeAlso("worker list", "engine", "enqueue", "apply")

  package func run(_ context: Session) async throws {
    let settings = WorkerSettings(
      name: name ?? Machine.hostName, host: Machine.hostName, pid: Machine.processID,
      slots: slots ?? max(4, Machine.processors), labels: labels.textsAndNumbers, environment: context.environment)
    try await Service(settings: settings, canLead: canLead, untilIdle: untilIdle, files: files).run(context)
  }
}

package import Arguments
import Hatchet
import Time

/// `hatchet schedule move`
package struct ScheduleMove: Command {
  package var names: [String] = []
  package var at: TimeArgument?
  package var delay: Duration?

  package init() {}

  package static let declaration = Declaration<Self>("Let scheduled runs start at another time")
    .discussion(
      """
      A time that has passed starts them at once. A run that has started, or waits for something else, is refused: exit \
      status 6.
      """
    )
    .positional(
      "RUN", \.names, required: true, "Ids, last digits of ids; - reads ids from stdin", .completing(.live("run"))
    )
    .option("at", \.at, "TIME", "Not before then: 2026-11-23T21:36:29Z, 2026-11-23, 'in 2h'")
    .option("in", \.delay, "DURATION", "Not before that has passed: 90s, 5m, 1h30m, 7d")
    .exactlyOne("at", "in")
    .example("hatchet schedule move last --in 2h", "The newest run, in two hours from now")
    .example("hatchet schedule list -o id | hatchet schedule move - --at 2026-11-23", "All of them, on that day")
    .seeAlso("schedule list", "schedule delete", "enqueue")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      var chosen = try await ChosenRuns.find(names, client, context)
      chosen.refusals = try await client.scheduled(chosen.runs)
      try chosen.tellRefusals(context)
      guard !chosen.meant.isEmpty else { return }
      let now = try await client.now()
      let time = try at?.timestamp(now: now, bare: .ahead) ?? now + (delay ?? .zero)
      try await client.reschedule(chosen.meant, to: time)
      context.say("moved \(chosen.phrase) to \(time.text(in: .local(context.environment)))")
    }
  }
}

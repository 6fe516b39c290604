package import Arguments
import Hatchet

/// `hatchet schedule delete`
package struct ScheduleDelete: Command {
  package var names: [String] = []
  package var confirmation = ConfirmOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Let scheduled runs never start")
    .discussion(
      """
      They count as cancelled. A run that has started, or waits for something else, is refused: exit status 6; 'hatchet \
      cancel' ends that. More than one run asks first. A dry run prints the ids.
      """
    )
    .positional(
      "RUN", \.names, required: true, "Ids, last digits of ids; - reads ids from stdin", .completing(.live("run"))
    )
    .group(\.confirmation)
    .example("hatchet schedule delete last", "The newest run")
    .seeAlso("schedule list", "schedule move", "cancel")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      var chosen = try await ChosenRuns.find(names, client, context)
      chosen.refusals = try await client.scheduled(chosen.runs)
      try chosen.tellRefusals(context)
      if confirmation.dryRun { return try chosen.list(context) }
      guard !chosen.meant.isEmpty else { return }
      if chosen.meant.count > 1 { try confirmation.ask("delete \(chosen.phrase)?", context) }
      try await client.cancel(chosen.meant)
      context.say("deleted \(chosen.phrase)")
    }
  }
}

package import Arguments
import Hatchet

/// `hatchet cancel`
package struct Cancel: Command {
  package var names: [String] = []
  package var confirmation = ConfirmOptions()

  package init() {}

  package static let declaration = Declaration<Self>("End runs before they are finished")
    .discussion(
      """
      What has not started never will; what runs gets SIGTERM, after its time of grace SIGKILL, and counts as cancelled \
      when it is gone. More than one run asks first. A dry run prints the ids.
      """
    )
    .positional(
      "RUN", \.names, required: true, "Ids, last digits of ids, 'last'; - reads ids from stdin",
      .completing(.live("run"))
    )
    .group(\.confirmation)
    .example("hatchet cancel last", "End the newest run")
    .example("hatchet runs list --status queued --output id | hatchet cancel - --yes", "End all that have not started")
    .seeAlso("replay", "runs list")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      var chosen = try await ChosenRuns.find(names, client, context)
      chosen.refusals = try await client.cancellable(chosen.runs)
      try chosen.tellRefusals(context)
      if confirmation.dryRun { return try chosen.list(context) }
      guard !chosen.meant.isEmpty else { return }
      if chosen.meant.count > 1 { try confirmation.ask("cancel \(chosen.phrase)?", context) }
      try await client.cancel(chosen.meant)
      context.say("cancelling \(chosen.phrase)")
    }
  }
}

package import Arguments
import Engine
import Hatchet

/// `hatchet cancel`
package struct Cancel: Command {
  package var names: [String] = []
  package var workflow: String?
  package var filter = RunFilterOptions()
  package var confirmation = ConfirmOptions()

  package init() {}

  package static let declaration = Declaration<Self>("End runs before they are finished")
    .discussion(
      """
      What has not started never will; what runs gets SIGTERM, after its time of grace SIGKILL, and counts as cancelled \
      when it is gone. More than one run asks first. A dry run prints the ids.

      Without RUN, all runs that are such as the options say and not finished; of the last 24 hours, unless --since says \
      otherwise.
      """
    )
    .positional(
      "RUN", \.names, "Ids, last digits of ids, 'last'; - reads ids from stdin",
      .completing(.live("run"))
    )
    .option("workflow", \.workflow, "NAME", "All runs of this workflow", .completing(.live("workflow")))
    .group(\.filter)
    .group(\.confirmation)
    .atLeastOne("RUN", "workflow", "status", "since", "until", "meta", "error")
    .example("hatchet cancel last", "End the newest run")
    .example("hatchet cancel --workflow report --status queued --since 7d", "End all that have not started")
    .seeAlso("replay", "runs list")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      var chosen = try await ChosenRuns.find(
        names, workflow: workflow, filter, statuses: [.queued, .waiting, .running], client, context)
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

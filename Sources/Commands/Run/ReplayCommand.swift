package import Arguments
import Hatchet
import Store

/// `hatchet replay`
package struct ReplayCommand: Command {
  package var names: [String] = []
  package var task: String?
  package var everything = false
  package var wait = false
  package var timeout: Duration?
  package var confirmation = ConfirmOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Run tasks of a run again")
    .discussion(
      """
      From the tasks that failed or were cancelled on, and all that depends on them; what completed before keeps its \
      output. It is the same run with the same input and the same version of its workflow, and its attempts are counted \
      on. More than one run asks first. A dry run prints the ids.
      """
    )
    .positional(
      "RUN", \.names, required: true, "Ids, last digits of ids, 'last'; - reads ids from stdin",
      .completing(.live("run"))
    )
    .option("from", \.task, "TASK", "From this task on instead, whatever became of it")
    .flag("all", \.everything, "All of its tasks instead")
    .flag("wait", "w", \.wait, "Wait for the end")
    .option("timeout", \.timeout, "DURATION", "Wait no longer: exit status 7; the run goes on")
    .group(\.confirmation)
    .exclusive("from", "all")
    .exclusive("wait", "dry-run")
    .requires("timeout", "wait")
    .example("hatchet replay last", "Try again what failed in the newest run")
    .example("hatchet replay last --from load --wait", "From the task 'load' on, and wait for the end")
    .example("hatchet runs list --status failed --output id | hatchet replay - --yes", "All that failed today")
    .seeAlso("inspect", "cancel", "runs list")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      var chosen = try await ChosenRuns.find(names, client, context)
      chosen.refusals = try await client.replayable(chosen.runs, from: task, everything: everything)
      try chosen.tellRefusals(context)
      if confirmation.dryRun { return try chosen.list(context) }
      guard !chosen.meant.isEmpty else { return }
      if chosen.meant.count > 1 { try confirmation.ask("replay \(chosen.phrase)?", context) }
      let request = try await client.replay(chosen.meant, from: task, everything: everything)
      context.say("replaying \(chosen.phrase)")
      if wait { try await RunWatch(client, context).ends(of: chosen.meant, after: request, timeout: timeout) }
    }
  }
}

package import Arguments
import Database
import Engine
import Hatchet
import Store

/// `hatchet replay`
package struct ReplayCommand: Command {
  package var names: [String] = []
  package var task: String?
  package var everything = false
  package var input: String?
  package var workflow: String?
  package var filter = RunFilterOptions()
  package var wait = false
  package var timeout: Duration?
  package var confirmation = ConfirmOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Run tasks of a run again")
    .discussion(
      """
      From the tasks that failed or were cancelled on, and all that depends on them; what completed before keeps its \
      output. It is the same run with the same version of its workflow, and its attempts are counted on; what else runs of \
      it goes on. Its input is the same, unless --input gives another: tasks that start from then on read that, and \
      'hatchet inspect' shows it.

      Without RUN, all runs that are such as the options say, the oldest first: those that failed or were cancelled, \
      unless --status says otherwise, of the last 24 hours, unless --since does. More than one run asks first. A dry run \
      prints the ids. What cannot be replayed, for what is meant runs, is named and left out.
      """
    )
    .positional(
      "RUN", \.names, "Ids, last digits of ids, 'last'; - reads ids from stdin",
      .completing(.live("run"))
    )
    .option("from", \.task, "TASK", "From this task on instead, whatever became of it")
    .flag("all", \.everything, "All of its tasks instead")
    .option("input", \.input, "JSON", "Another input for it: JSON, @FILE, or - for stdin")
    .flag("wait", "w", \.wait, "Wait for the end")
    .option("timeout", \.timeout, "DURATION", "Wait no longer: exit status 7; the run goes on")
    .option("workflow", \.workflow, "NAME", "All runs of this workflow", .completing(.live("workflow")))
    .group(\.filter)
    .group(\.confirmation)
    .atLeastOne("RUN", "workflow", "status", "since", "until", "meta", "error")
    .exclusive("from", "all")
    .exclusive("wait", "dry-run")
    .requires("timeout", "wait")
    .example("hatchet replay last", "Try again what failed in the newest run")
    .example("hatchet replay last --from load --wait", "From the task 'load' on, and wait for the end")
    .example("hatchet replay last --all --input @fixed.json", "All of it, with another input")
    .example(
      "hatchet replay --workflow report --since 2h --error 'disk full' --dry-run", "Which runs that would be"
    )
    .seeAlso("inspect", "cancel", "runs list")

  package func run(_ context: Session) async throws {
    if input == "-", names.contains("-") {
      throw HatchetError(.usage, "ids and input cannot both come from standard input", hint: "use --input @FILE")
    }
    let input = if let input { try await InputDocument.read(input, context) as JSONText? } else { nil as JSONText? }
    try await context.withClient { client in
      var chosen = try await ChosenRuns.find(
        names, workflow: workflow, filter, statuses: [.failed, .cancelled], client, context)
      chosen.refusals = try await client.replayable(chosen.runs, from: task, everything: everything)
      try chosen.tellRefusals(context)
      if confirmation.dryRun { return try chosen.list(context) }
      guard !chosen.meant.isEmpty else { return }
      if chosen.meant.count > 1 { try confirmation.ask("replay \(chosen.phrase)?", context) }
      let request = try await client.replay(chosen.meant, from: task, everything: everything, input: input)
      context.say("replaying \(chosen.phrase)")
      if wait { try await RunWatch(client, context).ends(of: chosen.meant, after: request, timeout: timeout) }
    }
  }
}

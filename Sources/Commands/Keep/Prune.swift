package import Arguments
import Hatchet
import Store
import Terminal
import Time

/// `hatchet prune`
package struct Prune: Command {
  package var age: Duration?
  package var isDryRun = false
  package var assumesYes = false
  package var output = OutputOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Drop the history of old days")
    .discussion(
      """
      History is kept in partitions, one a day (in UTC): a day goes as a whole, at once, whatever it holds. A day with a \
      run that is not finished is kept, and so are log lines written since; today is never dropped. What would be \
      dropped and kept is listed first, then asked about on a terminal; elsewhere --yes is needed. \
      The monitor's partitions of a day go with its runs.

      The columns of a table, and the fields of the other formats:

        day action partitions estimated_rows bytes reason

      'action' is drop or keep.
      """
    )
    .option("older-than", \.age, "DURATION", "Of days that ended at least so long ago")
    .flag("dry-run", "n", \.isDryRun, "Only list what would be dropped and kept")
    .flag("yes", "y", \.assumesYes, "Do not ask")
    .group(\.output)
    .atLeastOne("older-than")
    .example("hatchet prune --older-than 30d --dry-run", "What would go if a month is kept")
    .example("hatchet prune --older-than 30d --yes", "From cron")
    .seeAlso("runs list")

  package func run(_ context: Session) async throws {
    let age = age ?? .zero
    try await context.withClient { client in
      if !isDryRun { try await client.finishDrops() }
      let plan = try await client.prunePlan(olderThan: age)
      var writer = try output.writer(PruneRow.columns, context)
      try writer.writeAll(PruneRow.rows(plan, age: age))
      guard !plan.dropped.isEmpty else {
        let text = DurationText.canonical(age)
        if !isDryRun { await pruneMonitor(plan, client, context) }
        return context.say(
          plan.kept.isEmpty
            ? "nothing to drop: no day ended \(text) ago or earlier"
            : "nothing to drop: every day that is old enough has unfinished runs")
      }
      let bytes = plan.dropped.reduce(0) { $0 + $1.bytes }
      let amount = "\(HumanText.counted(plan.dropped.count, "partition")), \(HumanText.bytes(bytes))"
      if isDryRun { return context.say("would drop \(amount)") }
      let prompt = Prompt(canAsk: context.canAsk, assumesYes: assumesYes, output: context.errors)
      guard try prompt.confirm("drop \(amount)?") else {
        context.say("nothing was dropped")
        throw ExitStatus(1)
      }
      try await drop(plan, client, context)
      await pruneMonitor(plan, client, context)
      context.say("dropped \(amount)")
    }
  }

  /// What cannot be dropped now is dropped the next time.
  private func pruneMonitor(_ plan: PartitionTable.Plan, _ client: Client, _ context: Session) async {
    do {
      let count = try await client.pruneMonitor(plan)
      if count > 0 { context.say("dropped \(HumanText.counted(count, "partition")) of the monitor") }
    } catch {
      context.say("warning: the monitor keeps these days until the next time: \(HatchetError(error).message)")
    }
  }

  private func drop(_ plan: PartitionTable.Plan, _ client: Client, _ context: Session) async throws {
    let progress =
      context.globals.quiet ? nil : Progress("dropping", surface: context.errorSurface, output: context.errors)
    defer { progress?.finish() }
    var done = 0
    try await client.prune(plan) { _ in
      done += 1
      progress?.update(done: done, total: plan.dropped.count)
    }
  }
}

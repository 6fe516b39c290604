package import Arguments
import Hatchet
import Store
import Terminal

/// `hatchet cron delete`
package struct CronDelete: Command {
  package var crons: [String] = []
  package var confirmation = ConfirmOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Take crons away")
    .discussion(
      """
      Runs that they have enqueued stay. A cron that its workflow's file declares is refused: take it out of the file and \
      apply that, or pause it. More than one asks first. A dry run prints the numbers.
      """
    )
    .namingCrons(\.crons)
    .group(\.confirmation)
    .example("hatchet cron delete nightly", "The cron of that name")
    .seeAlso("cron list", "cron pause")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      let chosen = try await client.crons(crons)
      if confirmation.dryRun {
        for cron in chosen where cron.source == .user { try context.output.writeLine("\(cron.id)") }
        return
      }
      if chosen.count > 1 { try confirmation.ask("delete \(HumanText.counted(chosen.count, "cron"))?", context) }
      for cron in chosen {
        try await client.delete(cron)
        context.say("deleted cron '\(cron.name)' of \(cron.workflow)")
      }
    }
  }
}

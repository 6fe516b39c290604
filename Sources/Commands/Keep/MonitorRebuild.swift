package import Arguments
import Hatchet
import Monitor
import Terminal

/// `hatchet monitor rebuild`
package struct MonitorRebuild: Command {
  package var confirmation = ConfirmOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Empty the monitor, and fill it from the logs")
    .discussion(
      """
      What the logs do not hold any more, since it was pruned, is gone from the monitor, too. Engine and workers go on \
      meanwhile. If an engine runs, its relay does the work, and goes on if this is interrupted; if none does, this does.
      """
    )
    .group(\.confirmation)
    .example("hatchet monitor rebuild --yes", "After its database was lost")
    .seeAlso("monitor status", "prune")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      let total = try await client.withMonitor { try await $0.attemptsInLogs() }
      if confirmation.dryRun {
        return context.say("would write \(HumanText.counted(total, "attempt")), or about so many")
      }
      try confirmation.ask(
        "empty the monitor, and fill it again with some \(HumanText.counted(total, "attempt"))?", context)
      let progress =
        context.globals.quiet ? nil : Progress("relaying", surface: context.errorSurface, output: context.errors)
      defer { progress?.finish() }
      let written = try await client.rebuildMonitor { progress?.update(done: Int($0), total: Int(max($0, total))) }
      context.say("wrote \(HumanText.counted(written, "attempt"))")
    }
  }
}

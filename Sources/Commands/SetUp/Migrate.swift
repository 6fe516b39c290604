package import Arguments
import Hatchet
import Store
import Terminal

/// `hatchet migrate`
package struct Migrate: Command {
  package var dryRun = false

  package init() {}

  package static let declaration = Declaration<Self>("Bring the database's schema to the version of this program")
    .discussion("Each step is a transaction of its own. Two at the same time take turns.")
    .flag("dry-run", "n", \.dryRun, "Only show which steps are missing")
    .example("hatchet migrate --dry-run", "What would be done")

  package func run(_ context: Session) async throws {
    let client = try await Client.open(context.settings, checking: .none)
    let pending = try await client.migrator.pending()
    if dryRun {
      for migration in pending { try context.output.writeLine(migration.label) }
    } else {
      _ = try await client.migrator.migrate { context.say("applied \($0.label)") }
    }
    await client.close()
  }
}

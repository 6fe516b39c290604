package import Arguments
import Hatchet
import Store
import Terminal

/// `hatchet migrate`
package struct Migrate: Command {
  package var dryRun = false

  package init() {}

  package static let declaration = Declaration<Self>("Bring the database's schema to the version of this program")
    .discussion(
      """
      Each step is a transaction of its own, and two migrators at the same time take turns. The private PostgreSQL is \
      migrated by whatever command uses it first; any other database is migrated by this one, when you say so. A schema \
      that is too old or too new for this program is exit status 5 of every command.
      """
    )
    .flag("dry-run", "n", \.dryRun, "Only show which steps are missing")
    .example("hatchet migrate", "Apply what is missing")
    .example("hatchet migrate --dry-run", "What would be done")
    .seeAlso("migrate status", "migrate sql", "migrate down")

  package func run(_ context: Session) async throws {
    try await context.withClient(checking: .none) { client in
      let migrator = client.migrator
      if dryRun {
        for migration in try await migrator.pending() { try context.output.writeLine(migration.label) }
      } else {
        let done = try await migrator.migrate { context.say("applied \($0.label)") }
        if done.isEmpty { context.say("schema '\(migrator.namespace)' is at version \(Migration.all.count) already") }
      }
    }
  }
}

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
      that is too old or too new for this program is exit status 5 of every command. The monitor's schema, of the same \
      name with _monitor behind it, is brought up, too, in its own database if it has one.
      """
    )
    .flag("dry-run", "n", \.dryRun, "Only show which steps are missing")
    .example("hatchet migrate", "Apply what is missing")
    .example("hatchet migrate --dry-run", "What would be done")
    .seeAlso("migrate status", "migrate sql", "migrate down")

  package func run(_ context: Session) async throws {
    try await context.withClient(checking: .none) { client in
      if dryRun {
        for migration in try await client.pendingMigrations() { try context.output.writeLine(migration.label) }
      } else {
        let done = try await client.migrate { context.say("applied \($0.label)") }
        if done.isEmpty {
          let version = Migration.all.count
          context.say("schema '\(client.statements.namespace)' is at version \(version) already")
        }
      }
    }
  }
}

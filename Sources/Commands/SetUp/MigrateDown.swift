package import Arguments
import Hatchet
import Store
import Terminal

/// `hatchet migrate down`
package struct MigrateDown: Command {
  package var version = 0
  package var confirmation = ConfirmOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Take the schema back to an earlier version")
    .discussion("What the tables of the steps that are taken back hold is gone. Version 0 leaves no trace.")
    .positional("VERSION", \.version, "The last version that stays", .atLeast(0))
    .group(\.confirmation)
    .example("hatchet migrate down 7 --dry-run", "Which steps would be taken back")
    .example("hatchet migrate down 0 --yes", "Remove all that hatchet has in the database")
    .seeAlso("migrate status")

  package func run(_ context: Session) async throws {
    try await context.withClient(checking: .none) { client in
      let migrator = client.migrator
      let known = try await migrator.status().filter { $0.appliedAt != nil && $0.version > version }
      if confirmation.dryRun {
        for step in known.reversed() { try context.output.writeLine(Migration.label(step.version, step.name)) }
        return
      }
      guard !known.isEmpty else {
        return context.say("schema '\(migrator.namespace)' is not beyond version \(version)")
      }
      try confirmation.ask(
        "take back \(HumanText.counted(known.count, "step")) of schema '\(migrator.namespace)', data and all?", context)
      try await migrator.down(to: version) { context.say("took back \($0.label)") }
    }
  }
}

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
      try await client.withMonitorMigrator { monitor in
        // The monitor can be filled again from the core, and not without it.
        let others = version == 0 ? try await monitor.status().filter { $0.appliedAt != nil } : []
        let known = try await client.migrator.status().filter { $0.appliedAt != nil && $0.version > version }
        let steps = (known + others).reversed()
        if confirmation.dryRun {
          for step in steps {
            try context.output.writeLine(Migration.label(step.version, step.name, of: step.part))
          }
          return
        }
        let schema = client.migrator.schema
        guard !steps.isEmpty else { return context.say("schema '\(schema)' is not beyond version \(version)") }
        try confirmation.ask(
          "take back \(HumanText.counted(steps.count, "step")) of schema '\(schema)', data and all?", context)
        if !others.isEmpty { try await monitor.down(to: 0) { context.say("took back \($0.label)") } }
        try await client.migrator.down(to: version) { context.say("took back \($0.label)") }
      }
    }
  }
}

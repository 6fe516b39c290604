package import Arguments
import Hatchet
import JSON
import Store
import Terminal

/// `hatchet migrate status`
package struct MigrateStatus: Command {
  package var output = OutputOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Show which steps of the schema the database has")
    .discussion("The exit status is 5 if a schema is not the one that this program needs.")
    .group(\.output)
    .example("hatchet migrate status", "All steps, and when they were applied")
    .seeAlso("migrate")

  package func run(_ context: Session) async throws {
    var writer = try output.writer(Self.columns, context)
    try await context.withClient(checking: .none) { client in
      for step in try await client.migrator.status() { try writer.write(step) }
      try await client.withMonitorMigrator { monitor in
        for step in try await monitor.status() { try writer.write(step) }
        try writer.finish()
        try await client.migrator.requireCurrent()
        try await monitor.requireCurrent()
      }
    }
  }

  private static var columns: [Column<Migrator.Status>] {
    [
      Column("schema") { .text($0.schema) },
      Column("version", alignment: .right) { .init(json: .int($0.version), text: String($0.version)) },
      Column("name") { .text($0.name) },
      Column("state") { state($0) },
      Column("applied_at") { .text($0.appliedAt) },
    ]
  }

  private static func state(_ step: Migrator.Status) -> Field {
    if step.version > Migration.of(step.part).count { return .text("unknown", style: .failure) }
    return step.appliedAt == nil ? .text("missing", style: .pending) : .text("applied", style: .success)
  }
}

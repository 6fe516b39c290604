package import Arguments
import Database
import Engine
import Hatchet
import JSON
import Store
import Terminal
import Time

/// `hatchet workflow list`
package struct WorkflowList: Command {
  package var output = OutputOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Show the workflows that were applied")
    .discussion(
      """
      The columns of a table, and the fields of the other formats:

        name version versions checksum tasks priority applied_at created_at
        paused_at paused_crons directory

      'version' is the one that new runs start with, 'versions' how many there have been; 'paused_crons' is \
      what becomes of the ticks of its crons while it is paused: queue or drop. Times are RFC 3339 in UTC.
      """
    )
    .group(\.output)
    .example("hatchet workflow list", "All of them")
    .example("hatchet workflow list --output id", "Names, for xargs")
    .seeAlso("workflow show", "workflow graph")

  package func run(_ context: Session) async throws {
    let (entries, now) = try await context.withClient { client in
      (try await client.workflowTable.list(), try await client.databaseTime())
    }
    var writer = try output.writer(Self.columns(now: now), context)
    try writer.writeAll(entries)
    if entries.isEmpty { context.say("no workflow was applied yet; see 'hatchet help apply'") }
  }

  private static func columns(now: Timestamp) -> [Column<WorkflowTable.Entry>] {
    [
      Column("name") { .text($0.name) },
      Column("version", alignment: .right) { .init(json: .int($0.version.rawValue), text: "\($0.version.rawValue)") },
      Column("versions", alignment: .right, isMinor: true) { .count($0.versions) },
      Column("checksum", isDefault: false) { .text($0.checksum) },
      Column("tasks", alignment: .right) { .count($0.taskCount) },
      Column("priority") { .init(json: .int($0.priority), text: PriorityName.text($0.priority)) },
      Column("applied_at", header: "APPLIED") { .time($0.appliedAt, now: now) },
      Column("created_at", header: "CREATED", isDefault: false) { .time($0.createdAt, now: now) },
      Column("paused_at", header: "PAUSED") { .time($0.pausedAt, now: now) },
      Column("paused_crons", isDefault: false) { .text($0.pausedAt == nil ? nil : $0.pausedCrons.rawValue) },
      Column("directory", canShrink: true) { .text($0.directory) },
    ]
  }
}

extension WorkflowTable.Entry {
  /// Nil if the definition is none that this program can read.
  fileprivate var taskCount: Int? { definition.value["tasks"]?.object?.count }
}

package import Arguments
import Database
import Hatchet
import JSON
import Store
import Terminal
import Time

/// `hatchet cron list`
package struct CronList: Command {
  package var output = OutputOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Show what runs by the clock")
    .discussion(
      """
      The columns of a table, and the fields of the other formats:

        id name workflow expression timezone next_at last_at paused source
        catch_up catch_up_window priority input metadata created_at

      'next_at' is when it fires next: in a table by your own clock (TZ, or the machine's zone), elsewhere RFC 3339 in \
      UTC, as are all times; nothing while it is paused. 'source' is file (its workflow's file declares it) or user (it \
      was made by 'cron create'). 'catch_up_window' is in seconds.
      """
    )
    .group(\.output)
    .example("hatchet cron list", "All of them")
    .example("hatchet cron list --output id | xargs hatchet cron pause", "Let none fire")
    .seeAlso("cron create", "cron next", "schedule list")

  package func run(_ context: Session) async throws {
    let (entries, now) = try await context.withClient { client in
      (try await client.cronTable.list(), try await client.now())
    }
    let zone = TimeZoneRules.local(context.environment)
    var writer = try output.writer(Self.columns(now: now, zone: zone), context)
    try writer.writeAll(entries)
    if entries.isEmpty { context.say("nothing runs by the clock; see 'hatchet help cron create'") }
  }

  static func columns(now: Timestamp, zone: TimeZoneRules) -> [Column<CronTable.Entry>] {
    [
      Column("id", alignment: .right) { .init(json: .int($0.id), text: "\($0.id)") },
      Column("name", canShrink: true) { .text($0.name) },
      Column("workflow", canShrink: true) { .text($0.workflow) },
      Column("expression") { .text($0.expression) },
      Column("timezone", isMinor: true) { .text($0.timezone) },
      Column("next_at", header: "NEXT (\(zone.name))", shortHeader: "NEXT") {
        .time($0.nextTick(now: now), in: zone, now: now)
      },
      Column("last_at", header: "LAST") { .time($0.lastAt, now: now) },
      Column("paused") { .bool($0.isPaused) },
      Column("source", isMinor: true) { .text($0.source.rawValue) },
      Column("catch_up", isDefault: false) { .text($0.catchUp) },
      Column("catch_up_window", isDefault: false) { .duration($0.catchUpWindow) },
      Column("priority", isDefault: false) { entry in
        Field(json: entry.priority.map { .int($0) } ?? .null, text: entry.priority.map(PriorityName.text) ?? "")
      },
      Column("input", isDefault: false) { .json($0.input.value) },
      Column("metadata", isDefault: false) { .json($0.metadata?.value ?? .null) },
      Column("created_at", header: "CREATED", isDefault: false) { .time($0.createdAt, now: now) },
    ]
  }
}

extension CronTable.Entry {
  /// What a leader has worked out, or would.
  func nextTick(now: Timestamp) -> Timestamp? {
    if isPaused { return nil }
    if let nextAt { return nextAt }
    guard let expression = try? CronExpression(expression), let zone = try? TimeZoneRules.named(timezone) else {
      return nil
    }
    return expression.next(after: now, in: zone)
  }
}

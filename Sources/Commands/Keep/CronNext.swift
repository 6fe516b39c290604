package import Arguments
import Hatchet
import JSON
import Store
import Terminal
import Time

/// `hatchet cron next`
package struct CronNext: Command {
  package var cron = ""
  package var timezone: String?
  package var count = 5
  package var output = OutputOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Show when a cron fires, or would")
    .discussion(
      """
      The columns of a table, and the fields of the other formats:

        at zone_time local_time in

      'zone_time' is by the clocks of the cron's own zone, 'local_time' by yours (TZ, or the machine's zone), which a table \
      leaves out where they are the same; 'at' is RFC 3339 in UTC, and 'in' how far away that is, in seconds. An expression \
      needs no database; without --timezone it is in UTC. Of a cron that is paused, or whose workflow is, a note on stderr \
      says so: these are the times at which it would fire.
      """
    )
    .positional(
      "CRON", \.cron, "An expression in quotes, or a number or name as 'cron list' shows them",
      .completing(.live("cron"))
    )
    .option("timezone", \.timezone, "ZONE", "By these clocks: Europe/Zurich, +02:00")
    .option("count", \.count, "N", "How many", .range(1...1000))
    .group(\.output)
    .example("hatchet cron next '30 2 * * *' --timezone Europe/Zurich", "What an expression means")
    .example("hatchet cron next nightly --count 1", "When that fires next")
    .seeAlso("cron list", "cron create")

  package func run(_ context: Session) async throws {
    let (expression, zone, now) = try await schedule(context)
    let local = TimeZoneRules.local(context.environment)
    var writer = try output.writer(Self.columns(now: now, zone: zone, local: local), context)
    try writer.writeAll(expression.next(count, after: now, in: zone))
  }

  /// What is meant, and what time it is: by the database's clock if it is asked at all.
  private func schedule(_ context: Session) async throws -> (CronExpression, TimeZoneRules, Timestamp) {
    let zone = try timezone.map { try CronText.zone($0) }
    if isExpression { return (try CronText.expression(cron), zone ?? .utc, WallClock.now()) }
    return try await context.withClient { client in
      let entry = try await client.cron(cron)
      let own = try zone ?? CronText.zone(entry.timezone)
      if let note = try await Self.note(of: entry, client) { context.say(note) }
      return (try CronText.expression(entry.expression), own, try await client.now())
    }
  }

  /// Why it does not do what the times say; nil if it does.
  private static func note(of entry: CronTable.Entry, _ client: Client) async throws -> String? {
    if entry.isPaused {
      return "cron '\(entry.name)' of \(entry.workflow) is paused: it would fire at these times"
    }
    guard let workflow = try await client.workflowTable.find(entry.workflow), workflow.pausedAt != nil else {
      return nil
    }
    switch workflow.pausedCrons {
    case .queue: return "workflow '\(entry.workflow)' is paused: the runs of this cron wait until it is resumed"
    case .drop: return "workflow '\(entry.workflow)' is paused, its crons too: it would fire at these times"
    }
  }

  /// A name may hold one too, after its workflow's: `report/0 2 * * *`.
  private var isExpression: Bool {
    if (try? CronExpression(cron)) != nil { return true }
    let isQualified = cron.split(separator: " ", maxSplits: 1).first?.dropFirst().contains("/") == true
    return (cron.contains(" ") && !(isQualified && cron.first?.isLetter == true)) || cron.hasPrefix("@")
  }

  static func columns(now: Timestamp, zone: TimeZoneRules, local: TimeZoneRules) -> [Column<Timestamp>] {
    [
      Column("at", isDefault: false) { .text($0.rfc3339) },
      Column("zone_time", header: zone.name) { Field(json: .string($0.rfc3339(in: zone)), text: $0.text(in: zone)) },
      Column("local_time", header: local.name, isDefault: local != zone) {
        Field(json: .string($0.rfc3339(in: local)), text: $0.text(in: local))
      },
      Column("in") {
        Field(json: .double(Double(($0 - now).microseconds) / 1e6), text: HumanText.relative($0, now: now))
      },
    ]
  }
}

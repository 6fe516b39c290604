package import Arguments
import Database
import Engine
import Hatchet
import JSON
import Monitor
import Terminal
import Time

/// `hatchet schedule list`
package struct ScheduleList: Command {
  package var output = OutputOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Show runs that wait for their time")
    .discussion(
      """
      These are the runs of 'enqueue --at' and '--in' that have not started, the next one first. The columns of a table, \
      and the fields of the other formats:

        id workflow run_at in priority metadata created_at

      'run_at' is in a table by your own clock (TZ, or the machine's zone), elsewhere RFC 3339 in UTC, as are all times; \
      'in' is how far away it is, in seconds.
      """
    )
    .group(\.output)
    .example("hatchet schedule list", "All of them")
    .example("hatchet schedule list --output id | hatchet cancel - --yes", "Let none of them start")
    .seeAlso("schedule move", "schedule delete", "enqueue", "cron list")

  package func run(_ context: Session) async throws {
    let (entries, now) = try await context.withClient { client in
      (try await client.scheduledRuns(), try await client.now())
    }
    let zone = TimeZoneRules.local(context.environment)
    var writer = try output.writer(Self.columns(now: now, zone: zone), context)
    try writer.writeAll(entries)
    if entries.isEmpty { context.say("no run waits for its time") }
  }

  static func columns(now: Timestamp, zone: TimeZoneRules) -> [Column<ScheduleReader.Entry>] {
    [
      Column("id") { .id($0.run, now: now) },
      Column("workflow", canShrink: true) { .text($0.workflow) },
      Column("run_at", header: "RUN AT (\(zone.name))", shortHeader: "RUN AT") { .time($0.runAt, in: zone, now: now) },
      Column("in") {
        Field(json: .double(Double(($0.runAt - now).microseconds) / 1e6), text: HumanText.relative($0.runAt, now: now))
      },
      Column("priority") { Field(json: .int($0.priority), text: PriorityName.text($0.priority)) },
      Column("metadata", canShrink: true, isDefault: false) { .json($0.metadata?.value ?? .null) },
      Column("created_at", header: "CREATED", isDefault: false) { .time($0.run.createdAt, now: now) },
    ]
  }
}

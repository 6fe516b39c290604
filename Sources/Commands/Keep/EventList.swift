package import Arguments
import Engine
import Hatchet
import JSON
import Monitor
import Terminal
import Time
import Workflows

/// `hatchet event list`
package struct EventList: Command {
  package var key: String?
  package var scope: String?
  package var since: TimeArgument?
  package var until: TimeArgument?
  package var limit = 50
  package var before: String?
  package var output = OutputOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Show events and what they did, the newest first")
    .discussion(
      """
      Without --since, the events of the last 24 hours. If there are more than --limit, a note on stderr says how to go on.

      The columns of a table, and the fields of the other formats:

        id key scope created_at started woken failed runs_started runs_woken
        runs_failed errors metadata

      'started' counts the runs that an event started, 'woken' those of which it woke a task, 'failed' those of which it \
      failed one, for a condition cannot be evaluated for it; 'runs_started', 'runs_woken' and 'runs_failed' are their ids. \
      'errors' are of these, of the workflows whose filters could not judge it, and of those whose input_schema it breaks: \
      'workflow', 'run' and 'message' of each. An event that no leader has read yet did nothing so far.
      """
    )
    .option("key", "k", \.key, "PATTERN", "Only with such a key; * is any run of characters")
    .option("scope", \.scope, "SCOPE", "Only of this scope")
    .option("since", \.since, "TIME", "Pushed then or later: 2h, 2026-11-23, 2026-11-23T21:36:29Z")
    .option("until", \.until, "TIME", "Pushed before then")
    .option("limit", "L", \.limit, "N", "At most so many; 0 for all", .atLeast(0))
    .option("before", \.before, "EVENT", "Only events older than this one: an id, or the last digits of it")
    .group(\.output)
    .example("hatchet event list --key 'upload:*' --since 1h", "What was uploaded lately")
    .example("hatchet event list --json", "With the ids of their runs")
    .seeAlso("event push", "event show", "runs list")

  package func run(_ context: Session) async throws {
    let now = WallClock.now()
    var writer = try output.writer(Self.columns(now: now), context)
    var filter = EventReader.Filter(
      key: key.map { KeyPattern($0) }, scope: scope, since: try since?.timestamp(now: now, bare: .ago),
      until: try until?.timestamp(now: now, bare: .ago))
    let hasMore = try await context.withClient { client in
      if let before { filter.before = try await client.eventReader.find(before) }
      var left = limit == 0 ? Int.max : limit
      while true {
        let size = min(left, 1000)
        // One more than is shown tells whether there are more.
        let page = try await client.eventReader.list(filter, limit: size + 1)
        for event in page.prefix(size) {
          try writer.write(event)
          filter.before = event.id
        }
        left -= size
        if page.count <= size { return false }
        if left == 0 { return true }
        try context.output.flush()
      }
    }
    try writer.finish()
    if hasMore, let last = filter.before {
      context.say("\(HumanText.count(writer.count)) shown; more with --before \(last.text)")
    } else if writer.count == 0 {
      context.say(
        since == nil && before == nil
          ? "no such event in the last 24 hours; look further with --since" : "no such event")
    }
  }

  static func columns(now: Timestamp) -> [Column<EventSummary>] {
    [
      Column("id") { .id($0.id, now: now) },
      Column("key", canShrink: true) { .text($0.key) },
      Column("scope", canShrink: true) { .text($0.scope) },
      Column("created_at", header: "PUSHED") { .time($0.id.createdAt, now: now) },
      Column("started", alignment: .right) { .count($0.started.count) },
      Column("woken", alignment: .right) { .count($0.woken.count) },
      Column("failed", alignment: .right, isDefault: false) { .count($0.failed.count) },
      Column("runs_started", isDefault: false) { ids($0.started) },
      Column("runs_woken", isDefault: false) { ids($0.woken) },
      Column("runs_failed", isDefault: false) { ids($0.failed) },
      Column("errors", canShrink: true) { errors($0) },
      Column("metadata", canShrink: true, isDefault: false) { event in
        .init(json: event.metadata?.value ?? .null, text: event.metadata.map(MetadataText.line) ?? "")
      },
    ]
  }

  private static func ids(_ runs: [RunID]) -> Field {
    Field(json: .array(runs.map { .string($0.text) }), text: runs.map(\.text).joined(separator: " "))
  }

  private static func errors(_ event: EventSummary) -> Field {
    let errors = event.effects.compactMap { effect in effect.error.map { (effect, $0) } }
    return Field(
      json: .array(
        errors.map { effect, message in
          [
            "workflow": .string(effect.workflow), "run": effect.run.map { .string($0.text) } ?? .null,
            "message": .string(message),
          ]
        }), text: errors.map { "\($0.workflow): \($1)" }.joined(separator: "; "), style: .failure)
  }
}

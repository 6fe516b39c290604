package import Arguments
import Hatchet
import JSON
import Monitor
import Terminal
import Time

/// `hatchet monitor status`
package struct MonitorStatus: Command {
  package var document = DocumentOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Tell how far the relay is")
    .discussion(
      """
      The relay runs in the process that leads. It reads what has happened in the logs, and writes what 'stats' and \
      'runs list' read. --json writes one object:

        state attempts_written attempts_unread moved_at complete

      'state' is relaying, rebuilding or stopped (no engine runs). 'attempts_unread' is null if they are more than \
      100,000. Times are RFC 3339 in UTC.
      """
    )
    .group(\.document)
    .example("hatchet monitor status", "For people")
    .seeAlso("monitor rebuild", "stats")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      let lag = try await client.withMonitor { try await $0.lag() }
      if document.isJSON { return try context.output.writeLine(JSONWriter.text(Self.value(lag), .pretty)) }
      for line in FactSheet(facts: Self.facts(lag)).lines(look: context.surface.look) {
        try context.output.writeLine(line)
      }
    }
  }

  private static func state(_ lag: MonitorLag) -> String {
    lag.isRebuilding ? "rebuilding" : lag.isAlive ? "relaying" : "stopped"
  }

  private static func value(_ lag: MonitorLag) -> JSONValue {
    .object([
      ("state", .string(state(lag))), ("attempts_written", .int(lag.written)),
      ("attempts_unread", lag.unread.map { .int($0) } ?? .null), ("moved_at", .time(lag.movedAt)),
      ("complete", .bool(lag.unread == 0 && !lag.isRebuilding)),
    ])
  }

  private static func facts(_ lag: MonitorLag) -> [(name: String, text: String)] {
    let unread = lag.unread.map { HumanText.count($0) } ?? "more than \(HumanText.count(MonitorLag.limit))"
    let moved = lag.movedAt.map { "\($0.brief) (\(HumanText.relative($0, now: lag.readAt)))" }
    return [
      ("state", state(lag) + (lag.isAlive ? "" : ": no engine is running")), ("last write", moved ?? "none"),
      ("written", HumanText.counted(lag.written, "attempt")),
      ("unread", unread),
    ]
  }
}

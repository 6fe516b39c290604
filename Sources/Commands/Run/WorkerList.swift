package import Arguments
import Database
import Engine
import Hatchet
import JSON
import Monitor
import Store
import Terminal
import Time

/// `hatchet worker list`
package struct WorkerList: Command {
  package var output = OutputOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Show who runs tasks")
    .discussion(
      """
      The columns of a table, and the fields of the other formats:

        id name host pid state slots running labels started_at seen_at

      'state' is ready, paused (it takes nothing new until it is resumed), draining (it leaves when what it runs has \
      ended) or missing (it is not connected: it comes back, or what it runs is started again elsewhere). 'running' counts \
      its tasks, 'slots' how many it can run at once. Times are RFC 3339 in UTC.
      """
    )
    .group(\.output)
    .example("hatchet worker list", "All of them")
    .example("hatchet worker list --output id | xargs hatchet worker drain", "Let all leave")
    .seeAlso("worker", "worker pause", "worker drain")

  package func run(_ context: Session) async throws {
    let (entries, now) = try await context.withClient { client in
      (try await client.workerReader.list(), try await client.now())
    }
    var writer = try output.writer(Self.columns(look: context.surface.look, now: now), context)
    try writer.writeAll(entries)
    if entries.isEmpty { context.say("no worker runs: start one with 'hatchet worker'") }
  }

  static func columns(look: Look, now: Timestamp) -> [Column<WorkerReader.Entry>] {
    [
      Column("id", alignment: .right) { .init(json: .int($0.worker.id.rawValue), text: "\($0.worker.id.rawValue)") },
      Column("name", canShrink: true) { .text($0.worker.name) },
      Column("host", canShrink: true) { .text($0.worker.host) },
      Column("pid", alignment: .right) { .init(json: .int($0.worker.pid), text: "\($0.worker.pid)") },
      Column("state") { .text($0.state.rawValue, style: Self.style($0.state)) },
      Column("slots", alignment: .right) { .count($0.worker.slots) },
      Column("running", alignment: .right) { .count($0.running) },
      Column("labels", canShrink: true) { .init(json: $0.worker.labels, text: Self.text(labels: $0.worker.labels)) },
      Column("started_at", header: "STARTED", isMinor: true) { .time($0.worker.startedAt, now: now) },
      Column("seen_at", header: "SEEN") { .time($0.worker.seenAt, now: now) },
    ]
  }

  private static func style(_ state: WorkerReader.Entry.State) -> Style {
    switch state {
    case .ready: .success
    case .paused, .draining: .pending
    case .missing: .failure
    }
  }

  /// As they are typed.
  private static func text(labels: JSONValue) -> String {
    (labels.object?.members ?? []).map { member in
      "\(member.key)=\(member.value.string ?? JSONWriter.text(member.value))"
    }.joined(separator: " ")
  }
}

package import Arguments
import Cluster
import JSON
import Terminal
import Time

/// `hatchet database status`
package struct DatabaseStatus: Command {
  package var document = DocumentOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Tell whether it runs, and where its data is")
    .discussion(
      """
      --json writes one object:

        state process_id started_at major_version bytes data_directory
        log_directory socket_directory stops_when_idle url

      'state' is absent (it was never needed), stopped, changing (it starts or stops) or running. 'bytes' is what the \
      data takes on the disk. Times are RFC 3339 in UTC.
      """
    )
    .group(\.document)
    .example("hatchet database status", "For people")
    .seeAlso("database start", "database url")

  package func run(_ context: Session) async throws {
    let status = try await context.privateDatabase().status()
    if document.isJSON {
      return try context.output.writeLine(JSONWriter.text(Self.value(status), .pretty))
    }
    for line in FactSheet(facts: Self.facts(status)).lines(look: context.surface.look) {
      try context.output.writeLine(line)
    }
  }

  private static func value(_ status: ClusterStatus) -> JSONValue {
    .object([
      ("state", .string(status.state.rawValue)),
      ("process_id", status.processID.map { .int($0) } ?? .null),
      ("started_at", .time(startedAt(status))),
      ("major_version", status.majorVersion.map { .int($0) } ?? .null),
      ("bytes", status.bytes.map { .int($0) } ?? .null),
      ("data_directory", .string(status.dataDirectory)),
      ("log_directory", .string(status.logDirectory)),
      ("socket_directory", .string(status.socketDirectory)),
      ("stops_when_idle", .bool(status.hasKeeper)),
      ("url", .string(status.url)),
    ])
  }

  private static func facts(_ status: ClusterStatus) -> [(name: String, text: String)] {
    var state = status.state.rawValue
    if let id = status.processID { state += " (process \(id))" }
    var facts = [("state", state)]
    if let time = startedAt(status) {
      facts.append(("started", "\(time.brief) (\(HumanText.relative(time, now: WallClock.now())))"))
      facts.append(("when idle", status.hasKeeper ? "it is stopped" : "it runs on"))
    }
    if let version = status.majorVersion { facts.append(("version", "PostgreSQL \(version)")) }
    facts.append(("data", status.dataDirectory + (status.bytes.map { " (\(HumanText.bytes($0)))" } ?? "")))
    return facts + [("log", status.logDirectory), ("socket", status.socketDirectory), ("url", status.url)]
  }

  private static func startedAt(_ status: ClusterStatus) -> Timestamp? {
    status.started.map { Timestamp(microseconds: $0 * 1_000_000) }
  }
}

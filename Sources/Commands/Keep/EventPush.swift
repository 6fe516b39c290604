package import Arguments
import Database
import Engine
import Hatchet
import JSON
import Store
package import Terminal
import Time

/// `hatchet event push`
package struct EventPush: Command {
  package var key: String?
  package var data: String?
  package var scope: String?
  package var metadata: [KeyValue] = []
  package var each: String?
  package var format = OutputFormat.id
  package var json = false

  package init() {}

  package static let declaration = Declaration<Self>("Tell that something has happened")
    .discussion(
      """
      An event starts a run of each workflow that it triggers, with the event's data as the input, and wakes the tasks that \
      wait for it. It is on record when its id is printed, whether or not anybody is interested.

      With --each every line of a file is an event of its own: its data, if KEY is given, and else an object with "key" \
      and, if there are, "data", "scope" and "metadata"; --scope and --meta are for lines that have none. They are taken \
      all or none: a line that is wrong is named, and nothing is pushed.
      """
    )
    .positional("KEY", \.key, "What has happened: user:created")
    .option("data", \.data, "JSON", "More about it: JSON, @FILE, or - for stdin; {} by default")
    .option("scope", \.scope, "SCOPE", "Whom it concerns: what filters of workflows may ask for")
    .option("meta", \.metadata, "KEY=VALUE", "What to find it and its runs by later; may be repeated")
    .option("each", \.each, "FILE", "An event for each line of FILE, a JSON document; - is stdin", .completing(.files))
    .option("output", "o", \.format, "FORMAT", "How to write the result")
    .flag("json", \.json, "The same as --output json")
    .atLeastOne("KEY", "each")
    .exclusive("data", "each")
    .exclusive("output", "json")
    .example("hatchet event push user:created --data '{\"id\": 7}'", "An event")
    .example("hatchet event push upload:done --data @file.json --scope eu --meta team=ops", "With all there is to it")
    .example("hatchet event push order:paid --each orders.jsonl", "An event for each line of a file")
    .seeAlso("event list", "hatchet-workflow(5)")

  package func run(_ context: Session) async throws {
    if let each { return try await push(each: each, context) }
    let payload = if let data { try await InputDocument.read(data, context, option: "--data") } else { JSONText("{}") }
    let entry = EventTable.Entry(key: key ?? "", payload: payload, scope: scope, metadata: metadataDocument)
    let id = try await context.withClient { client in try await client.push(entry) }
    try PushedEvent(id: id, key: entry.key).write(as: shape, context)
  }

  private func push(each file: String, _ context: Session) async throws {
    let lines = try await BulkFile.open(file, context)
    let reader = EventLines(lines: lines, key: key, scope: scope, metadata: metadataDocument)
    if let wrong = reader.wrongDefault { throw HatchetError(.usage, wrong) }
    let count = try await BulkFile.taking(lines, "pushing", context) { lines in
      let entries = lines.map { line in try reader.entry(line) }
      return try await context.withClient { client in try await client.eventTable.push(each: entries) }
    }
    if shape == .id {
      context.say("pushed \(HumanText.counted(count, "event"))")
    } else {
      try PushedEvents(count: count).write(as: shape, context)
    }
  }

  private var shape: OutputFormat { json ? .json : format }

  private var metadataDocument: JSONText? {
    metadata.isEmpty ? nil : JSONText(JSONWriter.text(metadata.texts))
  }
}

private struct PushedEvent: SingleResult {
  var id: EventID
  var key: String

  static var columns: [Column<PushedEvent>] {
    [
      Column("id") { .text($0.id.text) },
      Column("key", canShrink: true) { .text($0.key) },
      Column("created_at", isDefault: false) { .text($0.id.createdAt.rfc3339) },
    ]
  }
}

private struct PushedEvents: SingleResult {
  var count: Int

  static var columns: [Column<PushedEvents>] { [Column("count", alignment: .right) { .count($0.count) }] }
}

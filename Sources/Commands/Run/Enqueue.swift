package import Arguments
import Database
import Engine
import Hatchet
import JSON
import Store
package import Terminal
import Time

/// `hatchet enqueue`
package struct Enqueue: Command {
  package var workflow = ""
  package var input: String?
  package var metadata: [KeyValue] = []
  package var priority: Int32?
  package var at: TimeArgument?
  package var delay: Duration?
  package var wait = false
  package var timeout: Duration?
  package var each: String?
  package var format = OutputFormat.id
  package var json = false

  package init() {}

  package static let declaration = Declaration<Self>("Ask for a run of a workflow")
    .discussion(
      """
      The run is on record when its id is printed, whether or not a worker is there. With --wait the command ends when \
      the run does: with exit status 0 if it completed, 1 if it failed or was cancelled.

      With --each every line of a file is the input of a run of its own. They are taken all or none: a line that is \
      not JSON, or that the workflow's input_schema refuses, is named, and nothing is enqueued.

      Of a workflow with 'idempotency' there is one run of each key at a time: if one has the key of this request, its id \
      is printed (with --json, "created" is false), and --wait waits for it. With --each, later runs of a key are \
      recorded as cancelled instead.
      """
    )
    .positional("WORKFLOW", \.workflow, "What to run", .completing(.live("workflow")))
    .option("input", \.input, "JSON", "Its input: JSON, @FILE, or - for stdin; {} by default")
    .option("meta", \.metadata, "KEY=VALUE", "What to find the run by later; may be repeated")
    .option("priority", \.priority, "N", "1 low, 2 normal, 3 high; by default what the workflow says", .range(1...3))
    .option("at", \.at, "TIME", "Not before then: 2026-11-23T21:36:29Z, 2026-11-23, 'in 2h'")
    .option("in", \.delay, "DURATION", "Not before that has passed: 90s, 5m, 1h30m, 7d")
    .flag("wait", "w", \.wait, "Wait for its end")
    .option("timeout", \.timeout, "DURATION", "Wait no longer: exit status 7; the run goes on")
    .option("each", \.each, "FILE", "A run for each line of FILE, a JSON document; - is stdin", .completing(.files))
    .option("output", "o", \.format, "FORMAT", "How to write the result")
    .flag("json", \.json, "The same as --output json")
    .exclusive("input", "each")
    .exclusive("wait", "each")
    .exclusive("at", "in")
    .exclusive("output", "json")
    .requires("timeout", "wait")
    .example("hatchet enqueue report --input '{\"day\": \"2026-01-01\"}' --wait", "Run it, and wait for its end")
    .example("hatchet enqueue report --input @day.json --meta team=sales --in 2h", "Run it in two hours")
    .example("hatchet enqueue resize --each images.jsonl", "A run for each line of a file")
    .seeAlso("inspect", "worker", "apply")

  package func run(_ context: Session) async throws {
    if let each { return try await enqueue(each: each, context) }
    var request = request
    if let input { request.input = try await InputDocument.read(input, context) }
    try await context.withClient { [request] client in
      var request = request
      request.runAt = try await moment(client)
      let placed = try await client.enqueue(request)
      let id = placed.run
      tell(placed, context)
      // Whoever reads this may follow the run from now on.
      if shape == .id {
        try context.output.writeLine(id.text)
        try context.output.flush()
      }
      let end = wait ? try await RunWatch(client, context).end(of: id, timeout: timeout) : nil
      if shape != .id {
        try EnqueuedRun(id: id, isNew: placed.isNew, workflow: workflow, end: end).write(as: shape, context)
      }
      try end?.check()
    }
  }

  private func enqueue(each file: String, _ context: Session) async throws {
    let lines = try await BulkFile.open(file, context)
    let count: Int
    do {
      count = try await BulkFile.taking(lines, "enqueueing", context) { lines in
        try await context.withClient { client in
          var request = request
          request.runAt = try await moment(client)
          return try await client.bulkIntake.enqueue(request, each: lines)
        }
      }
    } catch let violation as BulkIntake.Violation {
      throw HatchetError(
        .usage, "\(lines.name):\(lines.tally.line(of: violation.line)): \(violation.message)",
        hint: "the input_schema of workflow '\(workflow)' says so; nothing was enqueued")
    }
    if shape == .id {
      context.say("enqueued \(HumanText.counted(count, "run")) of \(workflow)")
    } else {
      try EnqueuedRuns(workflow: workflow, count: count).write(as: shape, context)
    }
  }

  private func tell(_ placed: RunLog.Placement, _ context: Session) {
    if !placed.isNew { context.say("run '\(placed.run.text)' exists already, with the same idempotency key") }
    if let since = placed.pausedSince {
      context.say("workflow '\(workflow)' is paused since \(since.rfc3339): its runs wait")
    }
  }

  private var shape: OutputFormat { json ? .json : format }

  private var request: RunLog.Request {
    RunLog.Request(
      workflow: workflow, metadata: metadata.isEmpty ? nil : .init(JSONWriter.text(metadata.texts)), priority: priority)
  }

  /// Not before then, by the database's clock.
  private func moment(_ client: Client) async throws -> Timestamp? {
    if let at { return try at.timestamp(now: try await client.now(), bare: .ahead) }
    if let delay { return try await client.now() + delay }
    return nil
  }
}

private struct EnqueuedRun: SingleResult {
  var id: RunID
  /// Otherwise it was there before, with the same idempotency key.
  var isNew: Bool
  var workflow: String
  /// nil if nobody waited for it.
  var end: RunWatch.End?

  static var columns: [Column<EnqueuedRun>] {
    [
      Column("id") { .text($0.id.text) },
      Column("workflow", canShrink: true) { .text($0.workflow) },
      Column("created", isDefault: false) { .init(json: .bool($0.isNew), text: $0.isNew ? "yes" : "no") },
      Column("created_at", isDefault: false) { .text($0.id.createdAt.rfc3339) },
      Column("status") { .text($0.end?.status.rawValue) },
      Column("output", isDefault: false) { row in
        row.end?.output.flatMap { try? JSONParser.parse($0.utf8) }.map { .json($0) } ?? .text(nil)
      },
    ]
  }
}

private struct EnqueuedRuns: SingleResult {
  var workflow: String
  var count: Int

  static var columns: [Column<EnqueuedRuns>] {
    [
      Column("workflow", canShrink: true) { .text($0.workflow) },
      Column("count", alignment: .right) { .count($0.count) },
    ]
  }
}

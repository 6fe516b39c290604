import Bench
import JSON
import Monitor
import Terminal
import Testing
import Time

@testable import Commands

/// What programs read is told by `--help`, field by field.
@Suite struct DocumentedFieldsTests {
  private static let listings: [(command: [String], fields: [String])] = [
    (["runs", "list"], RunColumns(look: Look(), now: SampleRun.start).all.map(\.name)),
    (["worker", "list"], WorkerList.columns(look: Look(), now: SampleRun.start).map(\.name)),
    (["cron", "list"], CronList.columns(now: SampleRun.start, zone: .utc).map(\.name)),
    (["cron", "next"], CronNext.columns(now: SampleRun.start, zone: .utc, local: .utc).map(\.name)),
    (["schedule", "list"], ScheduleList.columns(now: SampleRun.start, zone: .utc).map(\.name)),
    (["logs"], LogPrinter.columns.map(\.name)),
    (["event", "list"], EventList.columns(now: SampleRun.start).map(\.name)),
    (
      ["bench"],
      [
        "enqueue_per_second", "single_enqueue_per_second", "bulk_enqueue_per_second", "drain_per_second",
        "process_per_second", "spawn_loop_per_second", "dag_runs_per_second", "latency_ms",
      ] + BenchPlan.Measurement.allCases.map(\.rawValue)
    ),
    (["prune"], PruneRow.columns.map(\.name)),
    (["inspect"], keys(RunDocument.value(SampleRun.failed)) + keys(RunDocument.value(SampleRun.running))),
  ]

  @Test(arguments: listings.indices) func everyFieldIsTold(place: Int) async {
    let (command, fields) = Self.listings[place]
    let help = await CommandResult.of(command + ["--help"], environment: [:]).output
    let words = Set(help.split { !$0.isLetter && $0 != "_" }.map(String.init))
    #expect(!fields.isEmpty)
    #expect(fields.filter { !words.contains($0) } == [])
  }

  @Test func aLogLineIsTheSameEverywhere() {
    let entry = SampleRun.failed.tails[0].entries[0]
    let row = JSONValue.object(LogPrinter.columns.map { ($0.name, $0.field(entry).json) })
    #expect(row == LogDocument.value(entry))
  }

  /// All field names in a document, however deep; those of payloads are not ours.
  private static func keys(_ value: JSONValue) -> [String] {
    switch value {
    case .object(let object):
      object.members.flatMap { ["input", "metadata"].contains($0.key) ? [$0.key] : [$0.key] + keys($0.value) }
    case .array(let elements): elements.flatMap(keys)
    default: []
    }
  }
}

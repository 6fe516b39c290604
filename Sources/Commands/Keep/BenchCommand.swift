package import Arguments
package import Bench
import JSON
import Terminal

/// `hatchet bench`
package struct BenchCommand: Command {
  package var document = DocumentOptions()
  package var only: [BenchPlan.Measurement] = []
  package var runs: Int?

  package init() {}

  package static let declaration = Declaration<Self>("Measure what this database and machine can do")
    .option("only", \.only, "NAME", "Measure nothing else; may be repeated")
    .option("runs", \.runs, "N", "How many runs are enqueued in bulk, and drained", .range(10...100_000_000))
    .group(\.document)
    .example("hatchet bench", "For people")

  package func run(_ context: Session) async throws {
    var plan = BenchPlan()
    if !only.isEmpty { plan.measurements = Set(only) }
    if let runs { plan.runs = runs }
    let report = try await Bench.run(plan, context.settings) { _ in }
    try context.output.writeLine(JSONWriter.text(report.json, .pretty))
  }
}

extension BenchPlan.Measurement: ArgumentValue {}

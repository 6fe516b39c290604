package import Arguments
package import Bench
import Hatchet
import JSON
import Terminal

/// `hatchet bench`
package struct BenchCommand: Command {
  package var only: [BenchMeasurements] = []
  package var isQuick = false
  package var runs: Int?
  package var clients: Int?
  package var slots: Int?
  package var inputSize: ByteCount?
  package var tasksPerRun: Int?
  package var shape = BenchPlan.Shape.chain
  package var rate: Int?
  package var duration: Duration?
  package var plots = false
  package var history: Int?
  package var holdsSnapshot = false
  package var relays = true
  package var keeps = false
  package var document = DocumentOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Measure what this database and machine can do")
    .discussion(BenchText.discussion)
    .option("only", \.only, "NAMES", "Measure only these, with commas between; may be repeated")
    .flag("quick", \.isQuick, "An impression in some ten seconds")
    .option("rate", \.rate, "N", "Answer whether N runs a second are held", .range(1...1_000_000))
    .option(
      "tasks-per-run", \.tasksPerRun, "N", "Tasks of a run: 3 for 'dag', 1 for --rate by default", .range(1...1000)
    )
    .option("shape", \.shape, "SHAPE", "How they hang together: one after the other, or out and in again")
    .option("input-size", \.inputSize, "SIZE", "Of each run's input: 100, 4k, 1M; some ten bytes by default")
    .option("runs", \.runs, "N", "How many runs are drained; 20000 by default", .range(10...100_000_000))
    .option("for", \.duration, "DURATION", "How long each measurement by time lasts; 3s by default")
    .option("clients", \.clients, "N", "Connections that enqueue; 4 by default", .range(1...200))
    .option("slots", \.slots, "N", "No-op tasks that run at once; 1000 by default", .range(1...10_000))
    .option(
      "history", \.history, "N", "Fill in N finished runs first, spread over the last month", .range(0...1_000_000_000)
    )
    .flag("hold-snapshot", \.holdsSnapshot, "Hold a snapshot open in another session meanwhile")
    .flag("monitor", \.relays, negatable: true, "Have the monitor written meanwhile, as it always is")
    .flag("plot", \.plots, "Draw latency against rate")
    .flag("keep", \.keeps, "Leave the schema there, to look at")
    .group(\.document)
    .example("hatchet bench --quick", "An impression")
    .example("hatchet bench --rate 500 --input-size 4k --tasks-per-run 3", "Will it hold my load?")
    .example("hatchet bench --only drain,latency --json", "Two figures, for a program")
    .example("hatchet bench --only latency --plot", "How latency grows with the rate")
    .example("hatchet bench --only history --history 10000000 --keep", "A namespace with ten million runs")
    .seeAlso("worker", "enqueue", "prune")

  package func run(_ context: Session) async throws {
    if let place = DatabaseLocation(context.settings).placeToMake {
      context.say("making a private PostgreSQL in \(place)")
    }
    let report = try await measured(context)
    if document.isJSON {
      try context.output.writeLine(JSONWriter.text(report.json, .pretty))
    } else {
      try BenchText(report: report, isPlotted: plots).write(context)
    }
    if report.answer?.holds == false {
      try context.output.flush()
      throw ExitStatus(1)
    }
  }

  /// A signal ends it early, but in order.
  private func measured(_ context: Session) async throws -> BenchReport {
    let watch = context.ownsSignals ? SignalWatch() : nil
    let progress = BenchProgress(context)
    let measuring = Task { [plan, settings = context.settings] in
      try await Bench.run(plan, settings) { progress.tell($0) }
    }
    let leaving = Task {
      guard let watch else { return }
      for await _ in watch.signals { measuring.cancel() }
    }
    defer {
      leaving.cancel()
      progress.finish()
    }
    do {
      return try await withTaskCancellationHandler {
        try await measuring.value
      } onCancel: {
        measuring.cancel()
      }
    } catch {
      if let signal = watch?.received {
        progress.finish()
        throw ExitStatus(128 + signal)
      }
      throw error
    }
  }

  /// What the options mean.
  var plan: BenchPlan {
    var plan = BenchPlan()
    if rate != nil { plan.measurements = [.history, .load] }
    if !only.isEmpty { plan.measurements = Set(only.flatMap(\.all)).union([.history]) }
    plan.processSlots = max(4, Machine.processors)
    if isQuick { plan.shorten() }
    if plots {
      plan.measurements.insert(.latency)
      (plan.rates, plan.stopsWhenOverloaded) = (BenchText.plottedRates, true)
    }
    if let runs {
      (plan.runs, plan.dagRuns, plan.processRuns) = (runs, min(runs, plan.dagRuns), min(runs, plan.processRuns))
    }
    if let clients { plan.clients = clients }
    if let slots { plan.slots = slots }
    if let duration { plan.duration = duration }
    plan.inputSize = inputSize?.bytes
    plan.tasksPerRun = tasksPerRun
    plan.shape = shape
    plan.load = rate.map { Double($0) }
    plan.history = history ?? 0
    plan.holdsSnapshot = holdsSnapshot
    plan.relays = relays
    plan.keeps = keeps
    return plan
  }
}

extension BenchPlan.Shape: ArgumentValue {}
extension BenchPlan.Measurement: ArgumentValue {}

/// `drain,latency`
package struct BenchMeasurements: ArgumentValue {
  package var all: [BenchPlan.Measurement]

  package init(argument text: String) throws(ArgumentError) {
    all = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      all.append(try BenchPlan.Measurement(argument: String(part)))
    }
  }

  package var argumentText: String? { all.map(\.rawValue).joined(separator: ",") }
  package static var completion: CompletionKind { BenchPlan.Measurement.completion }
  package static var accepted: String? { BenchPlan.Measurement.accepted }
}

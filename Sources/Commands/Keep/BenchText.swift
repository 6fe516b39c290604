import Bench
import Monitor
import Terminal
import Time

/// What `hatchet bench` measured, for people.
struct BenchText {
  static let plottedRates: [Double] = [25, 50, 100, 200, 400, 800, 1600, 3200, 6400]

  static let discussion = """
    It measures in a schema of its own, hatchet_bench_ and ten letters, which it removes at the end, also when it is \
    interrupted; one that a kill -9 left behind is removed by the next. The path is the real one, history and all, with \
    a leader and a worker in this process; only the tasks do nothing, but for 'process', where each is a process of \
    /bin/true.

    What --only chooses from:

      bulk     runs taken in by COPY, in one transaction
      drain    runs of one task, enqueued beforehand, through leader and worker
      enqueue  runs taken in one by one, from one connection, then from several
      latency  from asking for a run to its start, at 50 and 500 runs a second
      dag      runs of several tasks
      process  a child process per task, beside a bare loop of posix_spawn and wait
      sizes    bulk and drain with inputs of 100 B, 4 kB and 64 kB
      history  filling in the finished runs of --history
      load     the question of --rate

    With --rate nothing else is measured unless --only says so. The load is run for some time, then as much of it as goes \
    through; the exit status is 1 if it is not held.

    --json writes one object. Its main fields:

      enqueue_per_second single_enqueue_per_second bulk_enqueue_per_second
      drain_per_second dag_runs_per_second process_per_second
      spawn_loop_per_second process_share_of_spawn_loop
      latency_ms.p50 .p95 .p99 .max (at the first rate)
      load.holds load.reason load.headroom

    What was not measured is null. 'enqueue' is by all clients together. 'latency', 'input_sizes' and 'measurements' hold \
    the details of each: processor time of hatchet (client) and of the whole server, if it is on this machine; commits of \
    the database; WAL of the server, so nothing else should write meanwhile; rows and statements per run; what the \
    server's sessions waited for; what set the limit.
    """

  let report: BenchReport
  var isPlotted = false

  func write(_ context: Session) throws {
    let settings = report.server.settings.prefix(3).map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    try context.output.writeLine("PostgreSQL \(report.server.version), \(settings)")
    if !rows.isEmpty {
      try context.output.writeLine()
      try table(BenchRow.columns, rows, context)
      try limits(context)
    }
    if !report.latencies.isEmpty {
      try context.output.writeLine()
      try table(Self.latencyColumns, report.latencies, context)
      if isPlotted { try plot(context) }
    }
    if !report.sizes.isEmpty {
      try context.output.writeLine()
      try table(Self.sizeColumns, report.sizes, context)
    }
    if let answer = report.answer {
      try context.output.writeLine()
      for line in lines(answer) { try context.output.writeLine(line) }
    }
  }

  private var rows: [BenchRow] {
    let tasks = report.plan.tasksPerRun ?? BenchPlan.usualTasksPerRun
    let all: [(String, Throughput?)] = [
      ("history filled in", report.history), ("bulk enqueue", report.bulk), ("drain", report.drain),
      ("enqueue, 1 client", report.singleEnqueue),
      ("enqueue, \(HumanText.counted(report.plan.clients, "client"))", report.enqueue),
      ("dag, \(report.plan.shape.rawValue) of \(HumanText.counted(tasks, "task"))", report.dag),
      ("process", report.process),
    ]
    return all.compactMap { name, throughput in throughput.map { BenchRow(name: name, throughput: $0) } }
  }

  private func table<Row>(_ columns: [Column<Row>], _ rows: [Row], _ context: Session) throws {
    var writer = try RowWriter(
      columns: columns, options: .init(), surface: context.surface, output: context.output)
    try writer.writeAll(rows)
  }

  private func limits(_ context: Session) throws {
    if let loop = report.spawnsPerSecond, let share = report.processShare {
      try context.output.writeLine(
        "a bare loop starts \(HumanText.count(Int(loop))) processes/s; hatchet does \(Int((share * 100).rounded()))% of that"
      )
    }
    let limits = rows.compactMap { row in row.throughput.limit.map { (name: row.name, text: $0.text) } }
    guard !limits.isEmpty else { return }
    try context.output.writeLine()
    let sheet = FactSheet(title: context.surface.look.styled("What set the limit", .strong), facts: limits)
    for line in sheet.lines(look: context.surface.look) { try context.output.writeLine(line) }
  }

  private func plot(_ context: Session) throws {
    try context.output.writeLine()
    try context.output.writeLine(
      context.surface.look.styled("Start of a run after it was asked for (logarithmic)", .strong))
    let bars = report.latencies.flatMap { latency in
      [("p50", latency.start.p50), ("p95", latency.start.p95)].map { name, value in
        BarChart.Bar(
          label: name == "p50" ? "\(HumanText.count(Int(latency.rate)))/s p50" : "p95",
          // An overloaded one would dwarf the others.
          value: Self.logarithm(value),
          text: BenchRow.milliseconds(value) + " ms")
      }
    }
    for line in BarChart.lines(bars, width: min(context.surface.width, 100), look: context.surface.look) {
      try context.output.writeLine(line)
    }
  }

  /// Grows by one when a latency doubles; 50 µs is the shortest bar.
  private static func logarithm(_ milliseconds: Double) -> Double {
    var (rest, result) = (max(1, milliseconds / 0.05), 0.0)
    while rest >= 2 { (rest, result) = (rest / 2, result + 1) }
    // Between two powers, a straight line is near enough for a bar.
    return result + (rest - 1)
  }

  private func lines(_ answer: LoadAnswer) -> [String] {
    let plan = report.plan
    let load =
      "\(HumanText.count(Int(answer.rate))) runs/s of \(HumanText.counted(plan.tasksPerRun ?? 1, "task"))"
      + (plan.inputSize.map { " with \(HumanText.bytes($0)) of input" } ?? "")
    let most = "the most that went through: \(HumanText.count(Int(answer.maximum.perSecond))) runs/s"
    let limit = answer.maximum.limit.map { ["what set that limit: \($0.text)"] } ?? []
    let start = answer.latency.start
    let waited =
      "waited for their start: half up to \(BenchRow.milliseconds(start.p50)) ms, 95% up to "
      + "\(BenchRow.milliseconds(start.p95)) ms, all up to \(BenchRow.milliseconds(start.max)) ms"
    let verdict =
      answer.obstacle.map { "no: \(load): \($0)" }
      ?? "yes: \(load), \(BenchRow.decimal(answer.headroom, 1)) times as much at most"
    return [verdict, waited, most] + limit
  }

  private static var latencyColumns: [Column<Latency>] {
    [
      Column("rate", header: "RUNS/S", alignment: .right) { .count(Int($0.rate)) },
      Column("p50", header: "START P50 MS", alignment: .right) { .text(BenchRow.milliseconds($0.start.p50)) },
      Column("p95", alignment: .right) { .text(BenchRow.milliseconds($0.start.p95)) },
      Column("p99", alignment: .right) { .text(BenchRow.milliseconds($0.start.p99)) },
      Column("max", alignment: .right) { .text(BenchRow.milliseconds($0.start.max)) },
      Column("enqueue_p50", header: "OF WHICH ENQUEUE P50", alignment: .right) {
        .text(BenchRow.milliseconds($0.enqueue.p50))
      },
    ]
  }

  private static var sizeColumns: [Column<SizeEffect>] {
    [
      Column("input_bytes", header: "INPUT", alignment: .right) { .bytes($0.bytes) },
      Column("runs", alignment: .right) { .count($0.drain.runs) },
      Column("bulk", header: "BULK/S", alignment: .right) { .count(Int($0.bulk.perSecond)) },
      Column("drain", header: "DRAIN/S", alignment: .right) { .count(Int($0.drain.perSecond)) },
      Column("wal", header: "WAL IN", alignment: .right) { effect in
        .bytes(effect.bulk.cost.map { Int($0.perRun($0.walBytes)) })
      },
      Column("drain_wal", header: "WAL OUT", alignment: .right) { effect in
        .bytes(effect.drain.cost.map { Int($0.perRun($0.walBytes)) })
      },
    ]
  }
}

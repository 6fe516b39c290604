package import JSON
import Monitor

extension BenchReport {
  /// The main figures first, under names that stay; then all there is to know.
  package var json: JSONValue {
    .object([
      ("enqueue_per_second", Self.rate(enqueue)),
      ("single_enqueue_per_second", Self.rate(singleEnqueue)),
      ("bulk_enqueue_per_second", Self.rate(bulk)),
      ("drain_per_second", Self.rate(drain)),
      ("latency_ms", latencies.first.map { Self.spread($0.start) } ?? .null),
      ("dag_runs_per_second", Self.rate(dag)),
      ("process_per_second", Self.rate(process)),
      ("spawn_loop_per_second", spawnsPerSecond.map { .double(Self.rounded($0, 1)) } ?? .null),
      ("process_share_of_spawn_loop", processShare.map { .double(Self.rounded($0, 3)) } ?? .null),
      ("load", answer.map { Self.answer($0, plan) } ?? .null),
      ("latency", .array(latencies.map(Self.latency))),
      ("input_sizes", .array(sizes.map(Self.size))),
      ("measurements", .object(measurements)),
      ("settings", Self.settings(plan)),
      ("client_peak_memory_bytes", .int(peakMemory)),
      (
        "postgres",
        .object([("version", .string(server.version))] + server.settings.map { ($0.name, .string($0.value)) })
      ),
    ])
  }

  private var measurements: [(String, JSONValue)] {
    let all: [(String, Throughput?)] = [
      ("single_enqueue", singleEnqueue), ("enqueue", enqueue), ("bulk_enqueue", bulk), ("drain", drain), ("dag", dag),
      ("process", process), ("history", history),
    ]
    return all.compactMap { name, throughput in throughput.map { (name, Self.throughput($0)) } }
  }

  private static func rate(_ throughput: Throughput?) -> JSONValue {
    throughput.map { .double(rounded($0.perSecond, 1)) } ?? .null
  }

  private static func spread(_ spread: Percentiles) -> JSONValue {
    .object([
      ("p50", .double(rounded(spread.p50, 3))), ("p95", .double(rounded(spread.p95, 3))),
      ("p99", .double(rounded(spread.p99, 3))), ("max", .double(rounded(spread.max, 3))),
    ])
  }

  private static func latency(_ latency: Latency) -> JSONValue {
    .object([
      ("runs_per_second", .double(latency.rate)), ("achieved_per_second", .double(rounded(latency.achieved, 1))),
      ("runs", .int(latency.start.count)), ("start_ms", spread(latency.start)), ("enqueue_ms", spread(latency.enqueue)),
      ("backlog", .int(latency.backlog)),
    ])
  }

  private static func size(_ effect: SizeEffect) -> JSONValue {
    .object([
      ("input_bytes", .int(effect.bytes)), ("bulk_enqueue", throughput(effect.bulk)),
      ("drain", throughput(effect.drain)),
    ])
  }

  private static func answer(_ answer: LoadAnswer, _ plan: BenchPlan) -> JSONValue {
    .object([
      ("holds", .bool(answer.holds)), ("reason", answer.obstacle.map { .string($0) } ?? .null),
      ("runs_per_second", .double(answer.rate)), ("tasks_per_run", .int(plan.tasksPerRun ?? 1)),
      ("headroom", .double(rounded(answer.headroom, 2))), ("latency", latency(answer.latency)),
      ("maximum", throughput(answer.maximum)),
    ])
  }

  private static func settings(_ plan: BenchPlan) -> JSONValue {
    .object([
      ("clients", .int(plan.clients)), ("slots", .int(plan.slots)), ("process_slots", .int(plan.processSlots)),
      ("dag_tasks_per_run", .int(plan.tasksPerRun ?? BenchPlan.usualTasksPerRun)),
      ("dag_shape", .string(plan.shape.rawValue)),
      ("input_bytes", .int(InputDocument(size: plan.inputSize).bytes(0).count)),
      ("seconds", .double(rounded(plan.duration.inSeconds, 3))), ("history", .int(plan.history)),
      ("holds_snapshot", .bool(plan.holdsSnapshot)), ("processors", .int(ProcessorTime.processors)),
    ])
  }

  static func throughput(_ throughput: Throughput) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("runs", .int(throughput.runs)), ("per_second", .double(rounded(throughput.perSecond, 1))),
    ]
    if let cost = throughput.cost { members += Self.cost(cost) }
    if let limit = throughput.limit {
      members.append(("limit", .object([("kind", .string(limit.kind.rawValue)), ("text", .string(limit.text))])))
    }
    if !throughput.tenths.isEmpty {
      members.append(("tenths_per_second", .array(throughput.tenths.map { .double(rounded($0, 1)) })))
    }
    return .object(members)
  }

  private static func cost(_ cost: Cost) -> [(String, JSONValue)] {
    [
      ("seconds", .double(rounded(cost.seconds, 4))),
      ("client_cpu_us_per_run", .double(rounded(cost.perRun(cost.clientTime) * 1e6, 2))),
      ("children_cpu_us_per_run", .double(rounded(cost.perRun(cost.childrenTime) * 1e6, 2))),
      ("server_cpu_us_per_run", cost.serverTime.map { .double(rounded(cost.perRun($0) * 1e6, 2)) } ?? .null),
      ("client_cpus_busy", .double(rounded(cost.busy(cost.clientTime), 3))),
      ("server_cpus_busy", cost.serverTime.map { .double(rounded(cost.busy($0), 3)) } ?? .null),
      ("other_cpus_busy", cost.otherTime.map { .double(rounded(cost.busy($0), 3)) } ?? .null),
      ("commits_per_second", .double(rounded(cost.perSecond(cost.commits), 1))),
      ("wal_bytes_per_run", .double(rounded(cost.perRun(cost.walBytes), 1))),
      ("rows_written_per_run", .double(rounded(cost.perRun(cost.rows), 3))),
      ("statements_per_run", .double(rounded(cost.perRun(cost.statements), 4))),
      ("round_trips_per_run", .double(rounded(cost.perRun(cost.roundTrips), 4))),
      ("checkpoints", .int(cost.checkpoints)),
      (
        "waits",
        .object(
          cost.waits.sorted { $0.value > $1.value }.map {
            ($0.key.isEmpty ? "CPU" : $0.key, .double(rounded($0.value, 3)))
          })
      ),
    ]
  }

  static func rounded(_ value: Double, _ places: Int) -> Double {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    return (value * scale).rounded() / scale
  }
}

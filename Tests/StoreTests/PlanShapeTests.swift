import Database
import Glibc
import Store
import TestSupport
import Testing
import Time

/// The plans of the hot path's statements, made as the sessions make them: generic, on tables that were empty and
/// vacuumed, which is when a plan is at its worst; then with a history. `HATCHET_ROWS` is how long.
///
/// A plan is for good: what is prepared on the first day of a partition is used all day.
@Suite struct PlanShapeTests {
  private static var rows: Int { getenv("HATCHET_ROWS").flatMap { Int(String(cString: $0)) } ?? 200_000 }

  /// A statement, with which parameters, in whose session.
  private struct Sample: Sendable {
    var name: String
    var parameters: Parameters
    var isLeader = true
  }

  private static func samples(_ time: Timestamp) -> [Sample] {
    let (ids, times) = ([1, 2, 3] as [Int64], [time, time, time])
    let tail: Parameters = [
      TransactionID(3), [TransactionID(4)], time, TransactionID(0), Int64(0), nil as Snapshot?, Int64(5000),
    ]
    return [
      Sample(name: "tail_runs", parameters: tail), Sample(name: "tail_commands", parameters: tail),
      Sample(name: "tail_attempts", parameters: tail), Sample(name: "tail_events", parameters: tail),
      Sample(
        name: "start_by_events",
        parameters: [
          ids, times, ["w", "w", "w"], ids, [2, 2, 2] as [Int16], times, ["{}", "{}", "{}"] as [JSONText],
          ["{}", "{}", "{}"] as [JSONText], time, time,
        ]),
      Sample(name: "delete_live", parameters: [ids]),
      Sample(
        name: "update_live",
        parameters: [
          ids, ["queued", "queued", "queued"], [1, 1, 1] as [Int32], [0, 0, 0] as [Int16], [0, 0, 0] as [Int16],
          [0, 0, 0] as [Int32], [nil, nil, nil] as [Int64?], times, [nil, nil, nil] as [Timestamp?],
          [nil, nil, nil] as [Timestamp?], [false, false, false],
        ]),
      Sample(name: "load_live", parameters: [Int64(0), Int64(20_000)]),
      Sample(name: "load_facts", parameters: [ids, times]),
      Sample(name: "load_finished_of_live_runs", parameters: [[1] as [Int64]]),
      Sample(name: "oldest_live", parameters: []),
      Sample(name: "load_versions", parameters: [ids]),
      Sample(name: "stop_workers", parameters: [ids]),
      Sample(name: "beat_worker", parameters: [Int64(1), Int64(0)], isLeader: false),
      Sample(name: "take_assignments", parameters: [Int64(1), Int64(0)], isLeader: false),
      Sample(name: "still_assigned", parameters: [Int64(1), ids], isLeader: false),
      Sample(name: "load_assigned", parameters: [ids], isLeader: false),
      Sample(name: "load_inputs", parameters: [ids, times], isLeader: false),
      Sample(name: "load_outputs", parameters: [ids, times, [0, 0, 0] as [Int16]], isLeader: false),
    ]
  }

  @Test func noPlanReadsALogOrSortsIt() async throws {
    let fixture = try await StoreFixture()
    // Empty, and known to be.
    try await fixture.run("vacuum analyze")
    let sessions = try await Sessions(fixture)
    let time = try await fixture.connection.execute("select now()").only().get(Timestamp.self, 0)
    let samples = Self.samples(time)
    for sample in samples { try await sessions.prepare(sample, fixture.statements) }
    for sample in samples { try await Self.check(sessions.plan(of: sample), sample, "while empty") }

    // The plans of the empty tables, now that these are full.
    try await Self.fill(fixture)
    for sample in samples { try await Self.check(sessions.plan(of: sample), sample, "planned while empty") }
    for sample in samples { try await Self.measure(sessions, sample) }
    // And new ones.
    try await fixture.run("analyze")
    for sample in samples { try await Self.check(sessions.plan(of: sample), sample, "with a history") }
    let later = try await Sessions(fixture)
    for sample in samples { try await later.prepare(sample, fixture.statements) }
    for sample in samples { try await Self.check(later.plan(of: sample), sample, "in a later session") }
    for sample in samples { try await Self.measure(later, sample) }
    let present = try await fixture.connection.execute("select pg_snapshot_xmax(pg_current_snapshot())").only()
    let next = try present.get(TransactionID.self, 0)
    for name in ["tail_runs", "tail_commands", "tail_attempts", "tail_events"] {
      for session in [sessions, later] { try await Self.measureTail(session, name, from: next, time) }
    }
  }

  /// Who has read all there was does not read it again.
  private static func measureTail(
    _ sessions: Sessions, _ name: String, from next: TransactionID, _ time: Timestamp
  ) async throws {
    for position in [TransactionID(0), next] {
      let parameters: Parameters = [next, [next], time, position, Int64(0), nil as Snapshot?, Int64(5000)]
      let plan = try await sessions.plan(
        of: Sample(name: name, parameters: parameters), options: "analyze, buffers, timing off, summary off, costs off")
      #expect(pages(plan) < 50, "\(name) touches \(pages(plan)) pages:\n\(plan)")
    }
  }

  private static func check(_ plan: String, _ sample: Sample, _ when: String) {
    for line in plan.split(separator: "\n") {
      // Takes over all that is live; these are read once, or have few rows.
      if sample.name == "load_finished_of_live_runs", line.contains("on live_task") { continue }
      for log in ["run_2", "attempt_2", "command_2", "event_2", "live_task", "assignment"] {
        #expect(!(line.contains("Seq Scan on \(log)")), "\(sample.name) \(when):\n\(plan)")
      }
    }
    // Every look at a log or the live table goes by an index, and by its first column.
    let lines = plan.split(separator: "\n").map(String.init)
    for (index, line) in lines.enumerated() where line.contains("Index") && line.contains(" Scan ") {
      let isOrdered = sample.name == "oldest_live" || sample.name == "load_finished_of_live_runs"
      let condition = lines.dropFirst(index + 1).first ?? ""
      #expect(condition.contains("Index Cond: (") || isOrdered, "\(sample.name) \(when):\n\(plan)")
      if sample.name.hasPrefix("load_"), line.contains("_xid_") {
        Issue.record("\(sample.name) \(when) looks for an id by xid:\n\(plan)")
      }
    }
    let isTail = sample.name.hasPrefix("tail_") || sample.name == "load_live"
    if isTail { #expect(!plan.contains("Sort  ("), "\(sample.name) \(when):\n\(plan)") }
    #expect(!plan.contains("Parallel") && !plan.contains("Gather"), "\(sample.name) \(when):\n\(plan)")
  }

  /// What it touches does not grow with the history.
  private static func measure(_ sessions: Sessions, _ sample: Sample) async throws {
    let growing = [
      "tail_runs", "tail_commands", "tail_attempts", "tail_events", "load_live", "load_finished_of_live_runs",
    ]
    guard !growing.contains(sample.name) else { return }
    let plan = try await sessions.plan(of: sample, options: "analyze, buffers, timing off, summary off, costs off")
    let pages = pages(plan)
    #expect(pages > 0 && pages < 500, "\(sample.name) touches \(pages) pages:\n\(plan)")
  }

  /// That a plan touched.
  private static func pages(_ plan: String) -> Int {
    let first = plan.split(separator: "\n").first { $0.contains("Buffers:") } ?? ""
    return first.split(whereSeparator: { " =".contains($0) }).compactMap { Int($0) }.reduce(0, +)
  }

  private static func fill(_ fixture: StoreFixture) async throws {
    let version = try await fixture.apply()
    try await fixture.run(
      """
      insert into hatchet.run (version, priority) select \(version), 2 from generate_series(1, \(rows));
      insert into hatchet.attempt (run_id, task, attempt, outcome, final, by_leader, run_created_at, worker, finished_at)
        select id, 0, 1, 'completed', true, true, created_at, 1, created_at from hatchet.run;
      insert into hatchet.command (kind, run_id, run_created_at)
        select 'cancel', id, created_at from hatchet.run limit \(rows / 10);
      insert into hatchet.event (key) select 'k' || n from generate_series(1, \(rows / 10)) n;
      insert into hatchet.live_task (id, run_created_at, version, state, epoch, attempt, priority, queued_at)
        select id * 4096, created_at, version, 'queued', 0, 0, 2, created_at from hatchet.run;
      insert into hatchet.assignment (worker, kind, tasks, attempts)
        select n % 100, 'start', array[n], array[1] from generate_series(1, \(rows / 10)) n;
      """)
  }

  /// A leader's session and a worker's, with what they have prepared.
  private struct Sessions {
    private let leader: Connection
    private let worker: Connection

    init(_ fixture: StoreFixture) async throws {
      leader = try await fixture.database.connect()
      worker = try await fixture.database.connect()
      try await leader.execute(fixture.statements.once("configure_writer"))
      try await worker.execute(fixture.statements.once("configure_worker"))
    }

    private func session(_ sample: Sample) -> Connection { sample.isLeader ? leader : worker }

    /// By name, with the types of its parameters, as the connection does.
    func prepare(_ sample: Sample, _ statements: Statements) async throws {
      let connection = session(sample)
      _ = try await connection.execute(
        SQLStatement("prepare \(sample.name) as \(statements.text(sample.name))"), [])
    }

    func plan(of sample: Sample, options: String = "costs on") async throws -> String {
      let connection = session(sample)
      let arguments =
        try await connection.execute(
          SQLStatement("select \(Self.placeholders(sample))"), sample.parameters
        ).first.map { row in
          try (0..<sample.parameters.count).map { index in
            try row.get(String?.self, index).map { "'\($0)'" } ?? "null"
          }
        } ?? []
      let call = arguments.isEmpty ? sample.name : "\(sample.name) (\(arguments.joined(separator: ", ")))"
      let script =
        options.contains("analyze")
        ? "begin; explain (\(options)) execute \(call); rollback" : "explain (\(options)) execute \(call)"
      let results = try await connection.simple(script)
      let rows = results.first { !$0.isEmpty } ?? results[0]
      return rows.map { $0.text(0) ?? "" }.joined(separator: "\n")
    }

    private static func placeholders(_ sample: Sample) -> String {
      sample.parameters.count == 0
        ? "1" : (1...sample.parameters.count).map { "$\($0)::text" }.joined(separator: ", ")
    }
  }
}

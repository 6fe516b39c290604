import Database
import Hatchet
import JSON
import Store
import Synchronization
import TestSupport
import Testing

@testable import Bench

/// Small ones, on a real database: what they say is checked, not how fast it was.
@Suite struct BenchTests {
  private static func plan(_ measurements: Set<BenchPlan.Measurement>) -> BenchPlan {
    var plan = BenchPlan()
    plan.measurements = measurements
    (plan.runs, plan.processRuns, plan.dagRuns) = (60, 12, 20)
    (plan.clients, plan.slots, plan.processSlots) = (2, 50, 2)
    plan.duration = .milliseconds(60)
    plan.sizes = [100, 300]
    return plan
  }

  /// The namespaces that are there, ours and the standard one.
  private static func namespaces(_ database: TestDatabase) async throws -> [String] {
    try await database.rows("select nspname from pg_namespace where nspname ~ '^(hatchet|bench)' order by 1").map {
      $0[0]
    }
  }

  private static func run(_ plan: BenchPlan, _ database: TestDatabase) async throws -> BenchReport {
    try await Bench.run(plan, Settings(database: database.url)) { _ in }
  }

  @Test func allIsMeasuredAndNothingIsLeft() async throws {
    let database = try await TestDatabase.fresh()
    var plan = Self.plan(Set(BenchPlan.Measurement.allCases))
    plan.history = 90
    plan.holdsSnapshot = true
    plan.load = 40
    let json = try await Self.run(plan, database).json
    for name in [
      "enqueue_per_second", "single_enqueue_per_second", "bulk_enqueue_per_second", "drain_per_second",
      "process_per_second", "spawn_loop_per_second", "process_share_of_spawn_loop", "dag_runs_per_second",
    ] {
      #expect((json[name]?.double ?? 0) > 0, "\(name)")
    }
    for name in ["p50", "p95", "p99", "max"] { #expect((json["latency_ms"]?[name]?.double ?? 0) > 0, "\(name)") }
    #expect(json["latency"]?.array?.compactMap { $0["runs_per_second"]?.double } == [50, 500])
    #expect(json["input_sizes"]?.array?.compactMap { $0["input_bytes"]?.int } == [100, 300])
    #expect(json["load"]?["holds"]?.bool != nil)
    #expect((json["load"]?["maximum"]?["per_second"]?.double ?? 0) > 0)
    let drain = try #require(json["measurements"]?["drain"])
    #expect(drain["runs"]?.int == 60)
    #expect(drain["tenths_per_second"]?.array?.count == 10)
    // The run was there before: what is left are the live row, its end, and the attempt.
    #expect((drain["rows_written_per_run"]?.double ?? 0) >= 3)
    #expect((drain["wal_bytes_per_run"]?.double ?? 0) > 100)
    #expect((drain["statements_per_run"]?.double ?? 0) > 0)
    #expect((drain["commits_per_second"]?.double ?? 0) > 0)
    #expect(drain["server_cpu_us_per_run"]?.double != nil)
    #expect(drain["limit"]?["text"]?.string?.isEmpty == false)
    #expect(try await Self.namespaces(database) == [])
  }

  @Test func whatWasNotAskedForIsNull() async throws {
    let database = try await TestDatabase.fresh()
    let json = try await Self.run(Self.plan([.drain]), database).json
    #expect((json["drain_per_second"]?.double ?? 0) > 0)
    for name in ["enqueue_per_second", "process_per_second", "dag_runs_per_second", "latency_ms", "load"] {
      #expect(json[name]?.isNull == true, "\(name)")
    }
  }

  @Test func aFailureLeavesNothing() async throws {
    let database = try await TestDatabase.fresh()
    let connection = try await database.connect()
    // The first steps of the schema are committed by then.
    try await connection.simple(
      """
      create function refuse() returns event_trigger language plpgsql as $$
      begin
        if exists (select from pg_event_trigger_ddl_commands() where object_identity like '%.live_task') then
          raise exception 'no live table here';
        end if;
      end $$;
      create event trigger refuse on ddl_command_end when tag in ('CREATE TABLE') execute function refuse()
      """)
    await connection.close()
    let error = await #expect(throws: HatchetError.self) {
      do { _ = try await Self.run(Self.plan([.drain]), database) } catch { throw HatchetError(error) }
    }
    #expect(error?.message.contains("no live table here") == true)
    #expect(try await Self.namespaces(database) == [])
  }

  @Test(arguments: ["draining", "enqueueing from 2 connections", "latency at 50 runs/s", "looking for the maximum"])
  func whoeverInterruptsLeavesNothing(phase: String) async throws {
    let database = try await TestDatabase.fresh()
    var plan = Self.plan([.drain, .enqueue, .latency, .load])
    (plan.duration, plan.load) = (.milliseconds(300), 20)
    let interrupting = Interruption(phase: phase)
    let running = Task { [plan] in
      try await Bench.run(plan, Settings(database: database.url)) { interrupting.hear($0) }
    }
    interrupting.interrupt(running)
    await #expect(throws: (any Error).self) { try await running.value }
    #expect(interrupting.happened)
    #expect(try await Self.namespaces(database) == [])
  }

  @Test func whatAKillLeftIsRemovedAndWhatIsInUseIsNot() async throws {
    let database = try await TestDatabase.fresh()
    let other = try await database.connect()
    for name in ["hatchet_bench_left", "hatchet_bench_used", "hatchet_benches"] {
      try await other.simple("create schema \(name); create table \(name).t ()")
    }
    _ = try await TemporaryNamespace.take(try #require(Namespace("hatchet_bench_used")), other)
    let removed = Mutex<[String]>([])
    _ = try await Bench.run(Self.plan([.bulk]), Settings(database: database.url)) { event in
      if case .removedAbandoned(let names) = event { removed.withLock { $0 += names } }
    }
    #expect(removed.withLock { $0 } == ["hatchet_bench_left"])
    #expect(try await Self.namespaces(database) == ["hatchet_bench_used", "hatchet_benches"])
    await other.close()
  }

  @Test func itIsKeptIfAskedFor() async throws {
    let database = try await TestDatabase.fresh()
    var plan = Self.plan([.history])
    (plan.history, plan.keeps) = (70, true)
    _ = try await Self.run(plan, database)
    let kept = try #require(try await Self.namespaces(database).first)
    #expect(kept.hasPrefix("bench_"))
    #expect(try await database.rows("select count(*) from \(kept).run") == [["70"]])
    _ = try await Self.run(Self.plan([.bulk]), database)
    #expect(try await Self.namespaces(database) == [kept, kept + "_monitor"])
    #expect(try await database.rows("select count(*) from \(kept)_monitor.run") == [["70"]])
  }
}

/// Cancels a bench as soon as it has come to a phase.
private final class Interruption: Sendable {
  private struct State {
    var hasCome = false
    var running: Task<BenchReport, any Error>?
  }

  private let phase: String
  private let state = Mutex(State())

  init(phase: String) { self.phase = phase }

  var happened: Bool { state.withLock(\.hasCome) }

  func hear(_ event: BenchEvent) {
    guard case .phase(let title) = event, title == phase else { return }
    state.withLock { state in
      state.hasCome = true
      state.running?.cancel()
    }
  }

  func interrupt(_ running: Task<BenchReport, any Error>) {
    state.withLock { state in
      state.running = running
      if state.hasCome { running.cancel() }
    }
  }
}

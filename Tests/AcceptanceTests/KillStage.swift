import ChildProcess
import Database
import Glibc
import TestSupport
import Testing

/// A database, a workflow, and the processes that are going to die.
final class KillStage: Sendable {
  private static let tasks = ["a", "b", "c", "d", "e"]
  private static let parents = ["b": ["a"], "c": ["a"], "d": ["b", "c"], "e": ["d"]]

  let database: TestDatabase
  private let folder = TestFolder()

  init(_ database: TestDatabase, isNew: Bool = false) async throws {
    self.database = database
    let task = """
      {run: 'echo $HATCHET_RUN_ID $HATCHET_TASK $HATCHET_ATTEMPT start >> lines; sleep 0.05;
        echo $HATCHET_RUN_ID $HATCHET_TASK $HATCHET_ATTEMPT end >> lines',
        env: {MARK: '\(folder.path)'}, retries: 100, backoff: {factor: 0}
      """
    var text = "name: graph\ntasks:\n"
    for name in Self.tasks {
      let needs = Self.parents[name].map { ", needs: [\($0.joined(separator: ", "))]" } ?? ""
      text += "  \(name): \(task)\(needs)}\n"
    }
    let answer = try await BuiltProgram.shell(
      (isNew ? "hatchet migrate >&2\n" : "") + "cat > graph.yaml; hatchet apply graph.yaml", in: folder.path,
      environment: environment, input: text)
    try #require(answer.status == .exited(0), "\(answer.log)")
  }

  private var environment: [String: String] { ["HATCHET_DATABASE_URL": database.url, "TMPDIR": folder.path] }

  /// Returns when it runs: one that loses its connection before that says so, and ends.
  ///
  /// - Parameter proxy: its way to the database, if not straight.
  func start(_ arguments: String..., through proxy: TestProxy? = nil) async throws -> Child {
    let way = proxy.map { ["HATCHET_DATABASE_URL": $0.database(database).url] } ?? [:]
    let all = environment.merging(["PATH": "/usr/bin:/bin"]) { $1 }.merging(way) { $1 }
    var request = SpawnRequest(
      ["\(BuiltProgram.folder)/hatchet"] + arguments,
      environment: all,
      directory: folder.path)
    request.output = .discard
    request.error = .append(path: "\(folder.path)/log")
    let child = try await Child.spawn(request)
    if arguments.first == "worker" {
      _ = try await eventually("worker \(child.processID)") {
        try await database.rows("select 1 from hatchet.worker where pid = \(child.processID)").first
      }
    }
    return child
  }

  /// A process that was asked to leave does so by itself.
  func expectOrder(_ process: Child) async throws {
    let exit = await process.result().exit
    #expect([.exited(128 + SIGTERM), .signaled(.terminate, coreDumped: false)].contains(exit), "\(log)")
  }

  var log: String { folder.lines("log").suffix(40).joined(separator: "\n") }

  /// Their ids.
  func enqueue(_ count: Int) async throws -> [String] {
    try await database.rows("select hatchet.enqueue('graph') from generate_series(1, \(count))").map { $0[0] }
  }

  /// Processes of tasks.
  var marked: [Int32] { MarkedProcesses.ids("MARK=\(folder.path)") }

  private var lines: [String] { folder.lines("lines") }

  /// - Parameter patience: gives up after that, for nothing may go on as it is; nil: something must.
  func waitForMoreLines(_ count: Int, atMost patience: Duration? = nil) async throws {
    let before = lines.count
    let end = patience.map { .now + $0 } ?? ContinuousClock.now + .seconds(3600)
    _ = try await eventually("\(count) more lines of tasks") {
      if lines.count >= before + count || .now >= end { return true }
      return try await unfinished() == 0 ? true : nil
    }
  }

  func waitForLeader() async throws {
    _ = try await eventually("a leader") {
      try await database.rows("select 1 from hatchet.leader where backend is not null").first
    }
  }

  /// Returns when that process leads.
  func waitForLead(of process: Child) async throws {
    _ = try await eventually("the lead of \(process.processID)") {
      try await database.rows(
        "select 1 from hatchet.leader where holder like '%:\(process.processID)' and backend is not null"
      ).first
    }
  }

  /// A way to the database of a machine with that number.
  func proxy(_ machine: Int) throws -> TestProxy { try .machine(machine, to: database) }

  /// Ends sessions of the program at the server, one in so many.
  func cutConnections(oneIn count: Int) async throws {
    _ = try await database.rows(
      """
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like 'hatchet%' and pid % \(count) = 0
      """)
  }

  private func unfinished() async throws -> Int {
    let rows = try await database.rows(
      """
      select (select count(*) from hatchet.run) * \(Self.tasks.count)
        - (select count(distinct (run_id, task)) from hatchet.attempt where final)
        + (select count(*) from hatchet.live_task)
      """)
    return Int(rows[0][0]) ?? -1
  }

  func waitForTheEnd(of runs: [String]) async throws {
    do {
      _ = try await eventually("the end of all runs", atMost: .seconds(120)) {
        try await unfinished() == 0 ? true : nil
      }
    } catch {
      let live = try await database.rows("select * from hatchet.live_task order by id limit 20")
      Issue.record("\(error)\nlive: \(live)\nlog:\n\(log)")
      throw error
    }
  }

  /// What the file and the tables say must fit together.
  func verify(_ runs: [String], seed: UInt64) async throws {
    let events = lines.map { $0.split(separator: " ").map(String.init) }
    let starts = events.filter { $0[3] == "start" }.map { $0[0...2].joined(separator: " ") }
    #expect(starts.count == Set(starts).count, "an attempt was started twice, seed \(seed)")
    var place: [String: Int] = [:]
    for (index, line) in lines.enumerated() { place[line] = index }

    let finals = try await database.rows(
      """
      select hatchet.public_id(run_id, run_created_at), task, attempt, outcome,
        attempt = max(attempt) over (partition by run_id, task) from hatchet.attempt where final
      """)
    #expect(finals.count == runs.count * Self.tasks.count, "a last word is missing or there are two, seed \(seed)")
    var last: [String: String] = [:]
    for row in finals {
      let task = Self.tasks[Int(row[1]) ?? 0]
      #expect(row[3] == "completed" && row[4] == "t", "\(row), seed \(seed)")
      last["\(row[0]) \(task)"] = row[2]
      let key = "\(row[0]) \(task) \(row[2])"
      #expect(place["\(key) start"] != nil && place["\(key) end"] != nil, "\(key) has no lines, seed \(seed)")
    }
    for event in events where event[3] == "start" {
      for parent in Self.parents[event[1]] ?? [] {
        let end = place["\(event[0]) \(parent) \(last["\(event[0]) \(parent)"] ?? "") end"]
        let start = place[event.joined(separator: " ")]
        #expect((end ?? .max) < (start ?? .max), "\(event) began before its parent ended, seed \(seed)")
      }
    }
    let attempts = try await database.rows(
      "select count(*), count(distinct (run_id, task, attempt)) from hatchet.attempt")
    #expect(attempts[0][0] == attempts[0][1])
    _ = try await eventually("the end of all processes", atMost: .seconds(10)) { marked.isEmpty ? true : nil }
    #expect(!folder.names.contains { $0.hasPrefix("hatchet-worker-") } || seed != 0)
  }
}

import ChildProcess
import Database
import Glibc
import TestSupport
import Testing

/// Whatever dies, and whenever: every run ends, no attempt is started twice, and nothing is left behind.
///
/// The program as it was built works on a graph of shell tasks that tell of themselves in a file. What to kill, and after
/// how many lines, is up to the seed: `HATCHET_SEED` repeats a run as far as the machine does.
@Suite(.serialized) struct KillTests {
  @Test func workersChildrenAndConnectionsDie() async throws {
    let seed = Dice.seed
    print("kill: HATCHET_SEED=\(seed)")
    var dice = Dice(seed: seed)
    let stage = try await KillStage(.migrated())
    var workers = [try await stage.start("worker", "--slots", "4"), try await stage.start("worker", "--slots", "3")]
    let runs = try await stage.enqueue(24)
    for _ in 0..<14 {
      try await stage.waitForMoreLines(Int.random(in: 1...20, using: &dice))
      switch Int.random(in: 0..<10, using: &dice) {
      case 0, 1, 2:
        // Whichever it is, it may lead.
        let victim = workers.remove(at: Int.random(in: 0..<workers.count, using: &dice))
        kill(victim.processID, SIGKILL)
        _ = await victim.result()
        workers.append(try await stage.start("worker", "--slots", "4"))
      case 3:
        let victim = workers.remove(at: Int.random(in: 0..<workers.count, using: &dice))
        kill(victim.processID, SIGTERM)
        if dice.oneIn(2) { kill(victim.processID, SIGTERM) }
        workers.append(try await stage.start("worker", "--slots", "4"))
        try await stage.expectOrder(victim)
      case 4, 5, 6:
        for process in stage.marked.sorted().prefix(Int.random(in: 1...2, using: &dice)) { kill(process, SIGKILL) }
      default:
        try await stage.cutConnections(oneIn: dice.oneIn(2) ? 1 : 2)
      }
    }
    try await stage.waitForTheEnd(of: runs)
    for worker in workers { kill(worker.processID, SIGTERM) }
    for worker in workers { try await stage.expectOrder(worker) }
    try await stage.verify(runs, seed: seed)
  }

  @Test func theServerCrashes() async throws {
    let server = try await TestServer.start()
    let stage = try await KillStage(TestDatabase(target: server.target(), url: server.url()), isNew: true)
    let worker = try await stage.start("worker", "--slots", "4")
    let runs = try await stage.enqueue(10)
    for _ in 0..<3 {
      try await stage.waitForMoreLines(15)
      try await server.crash()
      try await server.restart()
    }
    try await stage.waitForTheEnd(of: runs)
    kill(worker.processID, SIGTERM)
    try await stage.expectOrder(worker)
    try await stage.verify(runs, seed: 0)
    try await server.remove()
  }

  /// A leader that is stopped is deposed; when it goes on, it finds that, and stands by.
  @Test func theLeaderHangs() async throws {
    let stage = try await KillStage(.migrated())
    let first = try await stage.start("engine")
    try await stage.waitForLeader()
    let worker = try await stage.start("worker", "--no-lead")
    let second = try await stage.start("engine")
    kill(first.processID, SIGSTOP)
    let runs = try await stage.enqueue(3)
    try await stage.waitForTheEnd(of: runs)
    kill(first.processID, SIGCONT)
    kill(second.processID, SIGKILL)
    _ = await second.result()
    let more = try await stage.enqueue(3)
    try await stage.waitForTheEnd(of: runs + more)
    for process in [first, worker] {
      kill(process.processID, SIGTERM)
      try await stage.expectOrder(process)
    }
    try await stage.verify(runs + more, seed: 0)
  }
}

/// A database, a workflow, and the processes that are going to die.
private final class KillStage: Sendable {
  private static let tasks = ["a", "b", "c", "d", "e"]
  private static let parents = ["b": ["a"], "c": ["a"], "d": ["b", "c"], "e": ["d"]]

  private let database: TestDatabase
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
  func start(_ arguments: String...) async throws -> Child {
    var request = SpawnRequest(
      ["\(BuiltProgram.folder)/hatchet"] + arguments,
      environment: environment.merging(["PATH": "/usr/bin:/bin"]) { own, _ in own }, directory: folder.path)
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

  private var log: String { folder.lines("log").suffix(40).joined(separator: "\n") }

  /// Their ids.
  func enqueue(_ count: Int) async throws -> [String] {
    try await database.rows("select hatchet.enqueue('graph') from generate_series(1, \(count))").map { $0[0] }
  }

  /// Processes of tasks.
  var marked: [Int32] { MarkedProcesses.ids("MARK=\(folder.path)") }

  private var lines: [String] { folder.lines("lines") }

  func waitForMoreLines(_ count: Int) async throws {
    let before = lines.count
    _ = try await eventually("\(count) more lines of tasks") {
      if lines.count >= before + count { return true }
      return try await unfinished() == 0 ? true : nil
    }
  }

  func waitForLeader() async throws {
    _ = try await eventually("a leader") {
      try await database.rows("select 1 from hatchet.leader where backend is not null").first
    }
  }

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

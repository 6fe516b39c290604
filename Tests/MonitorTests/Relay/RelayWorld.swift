import Database
import Engine
import Leader
import Monitor
import Store
import Synchronization
import TestSupport
import Testing
import Time
import Workflows

/// A core and a monitor, in one database or in two, and what a test asks of both.
struct RelayWorld: Sendable {
  let core: TestDatabase
  let monitor: TestDatabase
  let isOne: Bool
  let statements = Statements(.standard)
  let connection: Connection
  let other: Connection

  init(inOne isOne: Bool = true) async throws {
    try await self.init(monitor: isOne ? nil : .fresh())
  }

  /// `monitor` nil: the same database.
  init(monitor: TestDatabase?) async throws {
    isOne = monitor == nil
    core = try await .migrated()
    self.monitor = monitor ?? core
    connection = try await core.connect()
    other = try await self.monitor.connect()
    _ = try await Migrator(.standard, other, part: .monitor).migrate()
  }

  /// Workflows of one task and of several, with and without retries.
  static let workflows = """
    name: one
    tasks:
      a: {run: "true"}
    ---
    name: retried
    tasks:
      a: {run: "true", retries: 2, backoff: {factor: 0}}
    ---
    name: diamond
    tasks:
      a: {run: "true", retries: 1, backoff: {factor: 0}}
      b: {run: "true", needs: [a]}
      c: {run: "true", needs: [a], retries: 1, backoff: {factor: 0}}
      d: {run: "true", needs: [b, c]}
    ---
    name: wide
    tasks:
      a: {run: "true"}
      b: {run: "true"}
      c: {run: "true"}
    """
  static let names = ["one", "retried", "diamond", "wide"]

  func apply() async throws {
    let workflows = try Workflow.parse(Array(Self.workflows.utf8), file: "test.yaml", directory: "/")
    _ = try await WorkflowTable(connection, statements).apply(
      workflows.map { workflow in
        .init(
          name: workflow.name, checksum: workflow.checksum, definition: JSONText(workflow.definitionText),
          priority: Int16(workflow.priority), inputSchema: nil, directory: nil)
      })
  }

  var log: RunLog { RunLog(connection, statements) }
  var runs: RunReader { RunReader(connection, statements) }
  var reader: MonitorReader { MonitorReader(core: connection, monitor: other, statements) }

  func enqueue(_ workflow: String) async throws -> RunID { try await log.enqueue(.init(workflow: workflow)) }

  func links() async throws(StoreError) -> RelayLinks {
    try await RelayLinks.open(core: core.target, monitor: isOne ? nil : monitor.target, statements)
  }

  func relay(limit: Int = Relay.standardLimit) async throws -> Relay {
    // The server takes a moment to end the session of the one before.
    try await eventually("the relay's place") {
      let links = try await links()
      if let relay = try await Relay.begin(links, limit: limit) { return relay }
      await links.close()
      return nil
    }
  }

  /// Relays all there is; returns in how many batches.
  @discardableResult
  func relayAll(limit: Int = Relay.standardLimit) async throws -> Int {
    var relay = try await relay(limit: limit)
    var count = 1
    while try await relay.pass().hasMore { count += 1 }
    await relay.links.close()
    return count
  }

  func number(_ query: String, inCore: Bool = false) async throws -> Int64 {
    try await (inCore ? connection : other).execute(SQLStatement(query)).only().get(Int64.self, 0)
  }

  func row(_ query: String, inCore: Bool = false) async throws -> [String] {
    try await (inCore ? core : monitor).rows(query).first ?? []
  }

  // MARK: What must hold

  /// The monitor's rows are those that the core's logs say, once each, and roll-ups are their sums.
  func expectTheSame(_ note: String = "", sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let attempts = """
      select run_id, task, attempt, outcome::text, final, worker, queued_at, assigned_at, started_at, finished_at,
        left(error, 300)
      """
    let order = " order by run_id, task, attempt"
    let there = try await core.rows("\(attempts) from hatchet.attempt\(order)")
    let here = try await monitor.rows("\(attempts) from hatchet_monitor.task_event\(order)")
    #expect(
      Set(here).symmetricDifference(there).isEmpty && here.count == there.count, "attempts \(note)",
      sourceLocation: sourceLocation)
    try await expectSameRuns(note, sourceLocation)
    try await expectSums(note, sourceLocation)
  }

  private func expectSameRuns(_ note: String, _ sourceLocation: SourceLocation) async throws {
    var kept: [RunID: [String]] = [:]
    for row in try await other.execute(
      """
      select r.id, r.created_at, w.name, r.status::text, r.tasks::text, coalesce(r.error, '-'), r.started_at, r.finished_at
      from hatchet_monitor.run r join hatchet_monitor.workflow w on w.id = r.workflow
      """)
    {
      let run = RunID(number: try row.get(0), createdAt: try row.get(1))
      let times = [try row.get(Timestamp?.self, 6), try row.get(Timestamp?.self, 7)].map { $0?.rfc3339 ?? "-" }
      #expect(kept[run] == nil, "run \(run.number) is there twice \(note)", sourceLocation: sourceLocation)
      kept[run] = [try row.get(2), try row.get(3), try row.get(4), try row.get(5)] + times
    }
    var expected: [RunID: [String]] = [:]
    var filter = RunFilter(limit: 1000)
    repeat {
      let page = try await runs.list(filter)
      for run in page.runs where run.status.isFinal {
        let times = [run.startedAt, run.finishedAt].map { $0?.rfc3339 ?? "-" }
        expected[run.id] = [run.workflow, run.status.rawValue, "\(run.tasksTotal)", run.error ?? "-"] + times
      }
      filter.before = page.next
    } while filter.before != nil
    let wrong = Set(kept.keys).union(expected.keys).filter { kept[$0] != expected[$0] }
      .map { "\($0.number): \(kept[$0] ?? []) instead of \(expected[$0] ?? [])" }
    #expect(wrong == [], "runs \(note)", sourceLocation: sourceLocation)
  }

  private func expectSums(_ note: String, _ sourceLocation: SourceLocation) async throws {
    let rows = try await row(
      """
      select (select count(*) from hatchet_monitor.task_event where started_at is not null),
        (select count(*) from hatchet_monitor.task_event where not final),
        count(*) filter (where status = 'completed'), count(*) filter (where status = 'failed'),
        count(*) filter (where status = 'cancelled') from hatchet_monitor.run
      """)
    let enqueued = try await row("select count(*) from hatchet.run", inCore: true)
    for span in [10, 60, 3600] {
      let sums = try await row(
        """
        select sum(enqueued), sum(started), sum(retried), sum(completed), sum(failed), sum(cancelled)
        from hatchet_monitor.rollup where span = \(span)
        """)
      #expect(sums == enqueued + rows, "roll-ups of \(span) s \(note)", sourceLocation: sourceLocation)
    }
    for span in [60, 3600] {
      let latencies = try await monitor.rows(
        "select phase, sum(attempts) from hatchet_monitor.latency where span = \(span) group by 1 order by 1")
      let wanted = try await monitor.rows(
        """
        select 'queue', count(*) from hatchet_monitor.task_event where started_at is not null and queued_at is not null
        union all select 'run', count(*) from hatchet_monitor.task_event where started_at is not null
        """
      ).filter { $0[1] != "0" }
      #expect(latencies == wanted, "latencies of \(span) s \(note)", sourceLocation: sourceLocation)
    }
  }
}

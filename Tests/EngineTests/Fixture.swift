import Engine
import Expressions
import JSON
import Time
import Workflows

/// An engine with its clock, its plans, and the rows that its batches would leave behind.
struct Fixture {
  var engine: Engine
  var now = Timestamp(microseconds: 1_700_000_000_000_000)
  var rows: [TaskID: LiveTask] = [:]
  var last = Batch()
  private var plans: [VersionID: Plan] = [:]
  private var runs: Int64 = 0
  private let window: Int

  static let local = WorkerID(rawValue: 1)
  static let remote = WorkerID(rawValue: 2)

  /// Each workflow becomes the version of its index.
  init(_ workflows: [TaskDefinition]..., window: Int = Engine.window) throws {
    self.window = window
    engine = Engine(seed: 7, window: window)
    for (index, tasks) in workflows.enumerated() {
      plans[VersionID(rawValue: Int64(index))] = try Plan(Workflow(name: "w\(index)", tasks: tasks))
    }
    apply(.plans(plans))
  }

  /// Of whole workflows.
  init(workflows: [Workflow]) throws {
    window = Engine.window
    engine = Engine(seed: 7)
    for (index, workflow) in workflows.enumerated() {
      plans[VersionID(rawValue: Int64(index))] = try Plan(workflow)
    }
    apply(.plans(plans))
  }

  @discardableResult
  mutating func apply(_ inputs: Input...) -> Batch {
    last = engine.apply(inputs, now: now)
    for id in last.liveDeletes { rows[id] = nil }
    for row in last.liveInserts + last.liveUpdates + last.lateRecords { rows[row.id] = row }
    return last
  }

  mutating func join(
    _ id: WorkerID = Fixture.remote, slots: Int32 = 1, labels: [String: LabelValue] = [:], isLocal: Bool = false
  ) {
    apply(.workers([.joined(WorkerProfile(id: id, slots: slots, labels: labels, isLocal: isLocal))]))
  }

  func arrival(_ version: Int64 = 0, number: Int64, priority: Int16 = 2, runAt: Timestamp? = nil) -> ArrivedRun {
    ArrivedRun(
      id: RunID(number: number, createdAt: now), version: VersionID(rawValue: version), priority: priority, runAt: runAt
    )
  }

  /// A new run, and the id of its first task.
  @discardableResult
  mutating func enqueue(_ version: Int64 = 0, priority: Int16 = 2, runAt: Timestamp? = nil) -> TaskID {
    runs += 1
    apply(.runs([arrival(version, number: runs, priority: priority, runAt: runAt)]))
    return TaskID(run: runs, ordinal: 0)
  }

  func run(_ task: TaskID) -> RunID {
    RunID(number: task.runNumber, createdAt: Timestamp(microseconds: 1_700_000_000_000_000))
  }

  /// The report on a running task; on a row that says so, unless told otherwise.
  @discardableResult
  mutating func report(
    _ task: TaskID, _ outcome: Outcome, attempt: Int32 = 1, worker: WorkerID = Fixture.remote, exitCode: Int32? = nil,
    retry: Report.RetryHint = .policy
  ) -> Batch {
    apply(
      .reports([
        Report(task: task, attempt: attempt, worker: worker, outcome: outcome, exitCode: exitCode, retry: retry)
      ]))
  }

  /// An event that has just come.
  @discardableResult
  mutating func push(_ key: String, _ payload: String = "{}", number: Int64 = 1) -> Batch {
    apply(.events([ArrivedEvent(id: EventID(number: number, createdAt: now), key: key, payload: payload)]))
  }

  /// Answers the questions of the last batch about parents, by what these gave.
  @discardableResult
  mutating func answer(_ output: JSONValue) -> Batch {
    let answers = last.questions.compactMap { question -> Answer? in
      guard case .parent(_, let status, let predicate) = question.subject else { return nil }
      return Answer(
        task: question.taskID, leaf: question.leaf,
        finding: .judged(predicate.judge(status) { $0 == "output" ? ExpressionValue(output) : nil }))
    }
    return apply(.answers(answers))
  }

  mutating func advance(_ time: Duration) -> Batch {
    now = now + time
    return apply(.tick)
  }

  /// Another engine that takes over from the rows.
  @discardableResult
  mutating func takeOver(
    epoch: Int32 = 0, finished: [FinishedTask] = [], deferred: [DeferredBlock] = [], woken: [WokenLeaf] = [],
    registry: Registry = Registry()
  ) -> Batch {
    engine = Engine(seed: 8, window: window)
    let recovery = Recovery(
      epoch: epoch, live: Array(rows.values), finished: finished, deferred: deferred, woken: woken)
    return apply(.plans(plans), .registry(registry), .recovered(recovery))
  }
}

/// A task with the settings that matter here.
func task(
  _ name: String, needs: [String] = [], retries: Int = 0, factor: Double = 2, timeout: Duration? = nil,
  slots: Int = 1, labels: [DesiredLabel] = [], noRetry: [Int32] = []
) -> TaskDefinition {
  var task = TaskDefinition(name: name, executor: .run("true"), needs: needs.map { Need($0) })
  task.retry = RetryPolicy(retries: retries, backoff: Backoff(factor: factor), noRetryExitCodes: noRetry)
  task.scheduleTimeout = timeout
  task.slots = slots
  task.labels = labels
  return task
}

extension TaskID {
  /// Another task of the same run.
  func sibling(_ ordinal: Int) -> TaskID { TaskID(run: runNumber, ordinal: ordinal) }
}

package import Time
import Workflows

/// The rules: what becomes of tasks, as a pure state machine. Inputs in, effects out; no clock, no I/O, no randomness.
///
/// A leader feeds it what it has read since the last time, commits the `Batch` that comes out, carries it out, and comes
/// back at `nextWake` or sooner. The folders follow the path of a task: Intake, Queue, Assign, Complete; Timers stand by.
package struct Engine: Sendable {
  /// How many times a task may lose its worker before it fails.
  package static let lossBudget: Int32 = 10

  /// How long an attempt runs at the local worker before it is worth a record: most are over by then.
  package static let lateAfter: Duration = .milliseconds(50)

  /// How many tasks of a version and a priority are in the queue at most; the runs behind them are put aside.
  package static let window = 8192

  let seed: UInt64
  var epoch: Int32 = 0
  var now = Timestamp(microseconds: 0)

  var registry = Registry()
  var eventTriggers = EventTriggers()
  var plans: [KnownPlan] = []
  var planIndices: [VersionID: Int] = [:]
  var tasks = TaskTable()
  var runs: [Int64: RunGraph] = [:]
  var queue = Queue()
  var parking = Parking()
  var backlog: Backlog
  var pool = WorkerPool()
  var timers = Timers()
  var crons = Crons()
  var lateStarts = FIFO<UnrecordedStart>()
  /// Of the live tasks that have conditions, until these have let them through.
  var conditions: [TaskID: ConditionState] = [:]
  var listeners = ListenerIndex()
  /// Of the live runs that have any.
  var runTimes: [Int64: RunTimes] = [:]
  var deadlines = BinaryHeap<Deadline>()

  /// Of the `apply` at hand: what it has decided, whose rows are to be written, whose parents have become final.
  var batch = Batch()
  private var touched: [Int] = []
  var unsettled: [TaskID] = []
  /// Runs of which a hook may have to be decided about.
  var hookRuns: Set<Int64> = []
  /// When the attempt ended whose report is being taken in.
  var reportedEnd: Timestamp?
  /// Counts the `apply`s.
  var turn: UInt64 = 0
  /// What has become final in it, if it has replays: the leader's facts do not know of a cancel just before.
  var ended: [TaskID: FinalTask]?
  /// Runs that a command of this `apply` concerns.
  var commanded: Set<Int64> = []

  /// `seed` decides the jitter.
  package init(seed: UInt64 = 0, window: Int = Engine.window) {
    self.seed = seed
    backlog = Backlog(window: window)
  }

  /// Takes inputs in the order of `Input`'s cases, lets due timers fire, hands tasks to workers.
  ///
  /// `now` is the database's time; it may jump either way.
  package mutating func apply(_ inputs: [Input], now: Timestamp) -> Batch {
    self.now = now
    turn += 1
    ended = inputs.contains(where: \.hasReplay) ? [:] : nil
    commanded = Set(inputs.lazy.flatMap(\.commandedRuns))
    for stage in Input.stages {
      for input in inputs where input.stage == stage { take(input) }
    }
    fireTimers()
    fireDeadlines()
    fireCrons()
    let isHandover = inputs.contains { $0.stage == Input.handover.stage }
    if !isHandover { assign() }
    writeTouched()
    recordLate(all: isHandover)
    if !backlog.isEmpty { workOffBacklog(isHandover: isHandover) }
    nextWake = earliestWake()
    let decided = batch
    batch = Batch()
    return decided
  }

  package mutating func apply(_ input: Input, now: Timestamp) -> Batch { apply([input], now: now) }

  /// When to `apply` a tick at the latest; nil if time changes nothing.
  package private(set) var nextWake: Timestamp?

  /// Tasks that are not finished.
  package var liveCount: Int { tasks.count }

  /// Tasks that could run, had a worker room for them; not those whose workflow is paused.
  package var queuedCount: Int { queue.count }

  /// Whether a worker in the leader's process has tasks.
  package var hasLocalTasks: Bool { pool.workers.contains { $0.isLocal && $0.firstTask >= 0 } }

  /// Whether a worker in another process than the leader's has tasks.
  package var hasRemoteTasks: Bool { pool.workers.contains { !$0.isLocal && $0.firstTask >= 0 } }

  /// Workers that run tasks, as the tables said at the take-over, but have not joined since. The leader declares them
  /// lost when it has made sure that they are.
  package var awaitedWorkers: [WorkerID] { pool.awaited }

  private mutating func take(_ input: Input) {
    switch input {
    case .plans(let plans): learn(plans)
    case .registry(let registry):
      declare(registry)
      crons.register(registry.crons)
      eventTriggers = EventTriggers(registry, reusing: eventTriggers)
    case .recovered(let recovery): recover(recovery)
    case .recalled(let recalls): for recall in recalls { take(recall) }
    case .runs(let runs): for run in runs { take(run) }
    case .commands(let commands):
      for command in commands {
        switch command {
        case .cancel(let run): cancel(run)
        case .replay(let again): replay(again)
        case .reschedule(let run, let time): reschedule(run, to: time)
        }
      }
    case .reports(let reports): for report in reports { accept(report) }
    case .answers(let answers): for answer in answers { accept(answer) }
    case .events(let events): for event in events { take(event) }
    case .workers(let changes): for change in changes { note(change) }
    case .tick, .handover: break
    }
  }

  private mutating func workOffBacklog(isHandover: Bool) {
    let plans = plans
    batch.deferrals = backlog.close { lane in
      let known = plans[lane / 3]
      return (known.version, Int16(lane % 3 + 1), known.plan.tasks.count)
    }
    if !isHandover { batch.wantedBlocks = backlog.request { plans[$0 / 3].plan.tasks.count } }
  }

  /// Has the row of a task written at the end of this `apply`, as it will be then: once, whatever happens to it until.
  mutating func touch(_ slot: Int) {
    guard tasks[slot].flags.insert(.touched).inserted else { return }
    touched.append(slot)
  }

  private mutating func writeTouched() {
    for slot in touched where tasks[slot].flags.contains(.touched) {
      let isNew = tasks[slot].flags.contains(.new)
      tasks[slot].flags.subtract([.touched, .new, .unrecorded])
      if isNew { batch.liveInserts.append(row(slot)) } else { batch.liveUpdates.append(row(slot)) }
    }
    touched.removeAll(keepingCapacity: true)
  }

  /// A task as its row says it.
  func row(_ slot: Int) -> LiveTask {
    let record = tasks[slot]
    let isRunning = record.state == .running
    let wakes = record.state == .waiting && record.time != TaskRecord.noTime
    let times = runTimes.isEmpty ? nil : runTimes[record.id.runNumber]
    var waits: LiveTask.Waits?
    if times != nil || plans[Int(record.plan)].isSpecial[record.id.ordinal] {
      waits = LiveTask.Waits(
        since: record.state == .waiting ? conditions[record.id]?.since : nil, passed: record.flags.contains(.passed),
        startsAt: times?.startsAt, deadline: times?.deadline)
    }
    return LiveTask(
      id: record.id, runCreatedAt: record.runCreatedAt, version: plans[Int(record.plan)].version,
      priority: Int16(record.priority), state: record.state, attempt: record.attempt, failures: record.failures,
      losses: Int32(record.losses), epoch: epoch, worker: isRunning ? pool.workers[Int(record.worker)].id : nil,
      queuedAt: record.state == .waiting ? nil : record.queuedAt, startedAt: isRunning ? record.time : nil,
      wakeAt: wakes ? record.time : nil,
      stopping: record.flags.contains(.stopping) ? times?.isOver == true ? .timeout : .cancel : nil,
      waits: waits)
  }

  static func clamped(_ priority: Int16) -> Int8 { Int8(min(3, max(1, priority))) }
}

extension Input {
  fileprivate static let stages = 0...11

  fileprivate var hasReplay: Bool {
    guard case .commands(let commands) = self else { return false }
    return commands.contains { if case .replay = $0 { true } else { false } }
  }

  fileprivate var commandedRuns: [Int64] {
    guard case .commands(let commands) = self else { return [] }
    return commands.map { command in
      switch command {
      case .cancel(let run): run.number
      case .replay(let replay): replay.run.number
      case .reschedule(let run, _): run.number
      }
    }
  }

  /// Its turn within one `apply`.
  fileprivate var stage: Int {
    switch self {
    case .plans: 0
    case .registry: 1
    case .recovered: 2
    case .recalled: 3
    case .runs: 4
    case .commands: 5
    case .reports: 6
    case .answers: 7
    case .events: 8
    case .workers: 9
    case .tick: 10
    case .handover: 11
    }
  }
}

import Engine
import TestRandom
import Time
import Workflows

/// A world in miniature: a database, leaders that come and go, workers that do what workers do, people who cancel and
/// replay, a clock that jumps. All that happens follows from the seed.
struct Simulation {
  var random: Dice
  var now = Timestamp(microseconds: 1_700_000_000_000_000)
  var database = ModelDatabase()
  var workers: [WorkerID: ModelWorker] = [:]
  let workflows: [Workflow]
  let plans: [VersionID: Plan]

  /// The leader of the moment; nil between two.
  var leader: Leader?
  /// Tasks whose run was cancelled at least once; runs that were replayed.
  var cancelled: Set<RunID> = []
  var replayed: Set<RunID> = []
  var counts: [String: Int] = [:]

  var lastWorker: Int64 = 0
  var executed: Set<Execution> = []
  private var pastReports: [Report] = []
  /// The seed of its first engine; later ones get others, for a take-over may be by another build.
  var leaders: UInt64 = 0

  struct Leader {
    var engine: Engine
    var local: WorkerID
    /// Of the backlog, for the next cycle.
    var wantedBlocks: [Int64] = []
    /// Of conditions, for the next cycle.
    var questions: [Question] = []
    /// Reports of the local worker, not yet taken.
    var reports: [Report] = []
    /// Workers that it knows to be there.
    var known: Set<WorkerID> = []
    var changes: [WorkerChange] = []
    /// Workers that it has been told to give nothing.
    var paused: Set<WorkerID> = []
    var draining: Set<WorkerID> = []
  }

  struct Execution: Hashable {
    let task: TaskID
    let attempt: Int32
  }

  init(seed: UInt64) throws {
    random = Dice(seed: seed)
    workflows = Scenery.workflows(using: &random)
    var plans: [VersionID: Plan] = [:]
    for (index, workflow) in workflows.enumerated() { plans[VersionID(rawValue: Int64(index))] = try Plan(workflow) }
    self.plans = plans
  }

  /// One thing happens.
  mutating func step() throws {
    now = now + .microseconds(Int64.random(in: 0..<20_000, using: &random))
    database.now = now
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<14: enqueue()
    case 14..<17: command()
    case 17: push(ModelDatabase.keys.randomElement(using: &random)!)
    case 18..<52: for _ in 0..<3 { try work() }
    case 52..<85: try cycle()
    case 85..<87: join()
    case 87: retire()
    case 88: if random.oneIn(2) { vanish() } else { pause() }
    case 89..<92: jump()
    case 92..<94: if random.oneIn(5) { lie() } else { repeatReport() }
    case 94: database.flush()
    case 95: if random.oneIn(4) { try handOver() }
    case 96: if random.oneIn(4) { crash() }
    default: try begin()
    }
  }

  /// Nothing new, nothing bad: all that there is comes to its end.
  mutating func settle() throws {
    // One for each demand.
    for zone in ["x", "y"] { addWorker(slots: 4, isLocal: false, zone: zone) }
    for round in 0..<20_000 {
      database.now = now
      if round % 20 == 0 { for key in ModelDatabase.keys { push(key) } }
      if database.live.isEmpty, database.blocks.isEmpty, database.cursor.runs == database.runs.count,
        database.cursor.commands == database.commands.count
      {
        return
      }
      try cycle(mayFail: false)
      try begin()
      for _ in 0..<workers.values.reduce(0, { $0 + $1.running.count }) { try work() }
      now = max(now + .milliseconds(10), leader?.engine.nextWake ?? now)
    }
    throw Violation("\(database.live.count) tasks never end, such as \(database.live.values.min { $0.id < $1.id }!)")
  }
}

// The people.
extension Simulation {
  private mutating func enqueue() {
    guard database.live.count < 300 else { return }
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let run = RunID(number: Int64(database.runs.count + 1), createdAt: now)
      let version = VersionID(rawValue: Int64.random(in: 0..<Int64(workflows.count), using: &random))
      let delay = Duration.milliseconds(Int64.random(in: -1000..<30_000, using: &random))
      database.runs.append(
        ArrivedRun(
          id: run, version: version, priority: Int16.random(in: 1...3, using: &random),
          runAt: random.oneIn(6) ? now + delay : nil))
    }
  }

  private mutating func command() {
    guard !database.runs.isEmpty else { return }
    // Mostly live runs: old ones are over.
    let live = database.live.keys.min { $0 < $1 }.map { Int($0.runNumber) - 1 } ?? 0
    let index = Int.random(in: (random.oneIn(4) ? 0 : live)..<database.runs.count, using: &random)
    let run = database.runs[index]
    let names = workflows[Int(run.version.rawValue)].tasks.map(\.name)
    let mode: Replay.Mode? =
      switch Int.random(in: 0..<6, using: &random) {
      case 0, 1: nil
      case 2: .all
      case 3: .from(names.randomElement(using: &random)!)
      default: .failedOnwards
      }
    if mode == nil { cancelled.insert(run.id) } else { replayed.insert(run.id) }
    if mode != nil { database.replayed.insert(run.id) }
    database.commands.append((index, mode))
    counts[mode == nil ? "cancels" : "replays", default: 0] += 1
  }

  private mutating func push(_ key: String) {
    database.events.append(
      ArrivedEvent(id: EventID(number: Int64(database.events.count + 1), createdAt: now), key: key))
    counts["events", default: 0] += 1
  }

  private mutating func jump() {
    let leap = Int64.random(in: -500_000...4_000_000, using: &random)
    now = now + .microseconds(random.oneIn(10) ? leap * 10 : leap)
  }
}

// The workers.
extension Simulation {
  private mutating func join() {
    guard workers.count < 6 else { return }
    addWorker(slots: Int32.random(in: 1...6, using: &random), isLocal: false)
  }

  @discardableResult
  mutating func addWorker(slots: Int32, isLocal: Bool, zone: String? = nil) -> WorkerID {
    lastWorker += 1
    let id = WorkerID(rawValue: lastWorker)
    let zone = zone ?? ["x", "y", "z"].randomElement(using: &random)!
    workers[id] = ModelWorker(
      profile: WorkerProfile(id: id, slots: slots, labels: ["zone": .text(zone)], isLocal: isLocal))
    return id
  }

  /// In the order of their ids: a dictionary's own differs from process to process.
  private mutating func anyWorker(where isFit: (ModelWorker) -> Bool = { _ in true }) -> WorkerID? {
    workers.values.filter(isFit).map(\.id).sorted { $0.rawValue < $1.rawValue }.randomElement(using: &random)
  }

  private mutating func begin() throws {
    guard let id = anyWorker(where: { !$0.inbox.isEmpty }) else { return }
    try begin(id)
  }

  mutating func begin(_ id: WorkerID) throws {
    for job in workers[id]?.inbox ?? [] {
      guard executed.insert(Execution(task: job.task, attempt: job.attempt)).inserted else {
        throw Violation("attempt \(job.attempt) of \(job.task) runs twice")
      }
      let highest = database.attempts[job.task]?.keys.max() ?? 0
      // Its own number may be there already: given up before it began.
      guard job.attempt >= highest || workers[id]?.isDraining == true || leader == nil else {
        counts["begun too late", default: 0] += 1
        continue
      }
    }
    try workers[id]?.begin()
  }

  /// An attempt ends.
  mutating func work() throws {
    guard let id = anyWorker(where: { !$0.running.isEmpty }), let worker = workers[id] else { return }
    let index = worker.running.indices.randomElement(using: &random)!
    let job = worker.running[index]
    workers[id]?.running.remove(at: index)
    report(job, of: worker)
  }

  private mutating func report(_ job: ModelWorker.Job, of worker: ModelWorker) {
    var report = Report(task: job.task, attempt: job.attempt, worker: worker.id, outcome: .completed, exitCode: 0)
    let dice = Int.random(in: 0..<20, using: &random)
    switch dice {
    case _ where job.isStopping && dice < 14: (report.outcome, report.exitCode) = (.cancelled, nil)
    case 0..<3: (report.outcome, report.exitCode) = (.failed, random.oneIn(8) ? 64 : 1)
    case 3: (report.outcome, report.exitCode) = (.timedOut, nil)
    case 4: (report.outcome, report.exitCode) = (.deferred, 75)
    case 5: report.outcome = .skipped
    case 6: report.outcome = .released
    default: break
    }
    if random.oneIn(20) { report.retry = random.oneIn(2) ? .never : .after(.seconds(3)) }
    counts[report.outcome.text, default: 0] += 1
    deliver(report, of: worker)
  }

  private mutating func deliver(_ report: Report, of worker: ModelWorker) {
    pastReports.append(report)
    if worker.profile.isLocal {
      if leader?.local == worker.id { leader?.reports.append(report) }
    } else {
      database.insert(report.task, report.attempt, report.outcome, isReport: true)
      database.reports.append(report)
    }
  }

  /// Somebody says it again, perhaps long after.
  private mutating func repeatReport() {
    guard let report = pastReports.suffix(60).randomElement(using: &random),
      database.attempts[report.task]?[report.attempt]?.outcome == report.outcome
    else { return }
    database.reports.append(report)
  }

  /// A worker says of an attempt that is another's that it has ended: nobody believes it.
  private mutating func lie() {
    let rows = database.live.values.filter { $0.state == .running }.sorted { $0.id < $1.id }
    guard let row = rows.randomElement(using: &random), let liar = anyWorker(where: { $0.id != row.worker }) else {
      return
    }
    database.reports.append(Report(task: row.id, attempt: row.attempt, worker: liar, outcome: .completed, exitCode: 0))
  }

  /// A worker leaves in good order.
  private mutating func retire() {
    guard let id = anyWorker(where: { !$0.profile.isLocal }), let worker = workers[id] else { return }
    workers[id]?.isDraining = true
    leader?.changes.append(.draining(id))
    guard random.oneIn(2) else { return }
    for job in worker.running { report(job, of: worker) }
    workers[id] = nil
    leader?.changes.append(.left(id))
    leader?.known.remove(id)
  }

  /// Somebody tells a worker to take nothing new, or to go on.
  private mutating func pause() {
    guard let id = anyWorker(), var worker = workers[id] else { return }
    worker.isPaused.toggle()
    workers[id] = worker
    counts[worker.isPaused ? "paused" : "resumed", default: 0] += 1
    if leader?.known.contains(id) == true { leader?.changes.append(.joined(worker.offer)) }
  }

  /// A worker dies. Sometimes it comes to itself again, and reports what it did.
  private mutating func vanish() {
    guard let id = anyWorker(where: { !$0.profile.isLocal }), let worker = workers.removeValue(forKey: id) else {
      return
    }
    counts["vanished", default: 0] += 1
    if random.oneIn(2) { for job in worker.running { report(job, of: worker) } }
  }
}

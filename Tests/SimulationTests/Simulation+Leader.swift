import Engine
import TestRandom
import Time
import Workflows

// The leader.
extension Simulation {
  /// Takes the lead, if nobody has it.
  private mutating func takeOver() throws {
    guard leader == nil else { return }
    leaders += 1
    let local = addWorker(slots: Int32.random(in: 2...5, using: &random), isLocal: true)
    leader = Leader(engine: Engine(seed: leaders, window: 12), local: local)
    let runs = Set(database.live.values.map(\.run)).sorted { $0.number < $1.number }
    let finished = runs.flatMap { run in
      database.facts(run, taskCount: plans[database.runs[Int(run.number) - 1].version]!.tasks.count)
        .filter { database.live[$0.id] == nil }
    }
    // The rows in any order.
    let rows = database.live.values.sorted { $0.id < $1.id }.shuffled(using: &random)
    let deferred = database.blocks.values.map(\.block).sorted { $0.id < $1.id }
    let recovery = Recovery(
      epoch: database.epoch, live: rows, finished: finished, deferred: deferred, woken: database.woken)
    try cycle(with: [.plans(plans), .recovered(recovery)], mayFail: true)
  }

  mutating func cycle(mayFail: Bool = true) throws {
    if leader == nil { try takeOver() } else { try cycle(with: [], mayFail: mayFail) }
  }

  /// Reads, decides, commits, carries out; or dies on the way.
  mutating func cycle(with first: [Input], mayFail: Bool) throws {
    guard leader != nil else { return }
    var (batch, local, cursor) = try decide(with: first)
    try startAtOnce(&batch, uncommitted: Batch(), mayFail: mayFail)

    // What local attempts end while a batch is on its way is decided ahead, and committed with the next.
    while mayFail, random.oneIn(2), leader?.reports.isEmpty == false, let reports = leader?.reports {
      leader?.reports = []
      guard var next = leader?.engine.apply([.reports(reports)], now: now) else { return }
      try startAtOnce(&next, uncommitted: batch, mayFail: mayFail)
      batch.append(next)
      local += reports
    }
    leader?.wantedBlocks = batch.wantedBlocks
    leader?.questions += batch.questions

    if mayFail, random.oneIn(150) { return crash() }
    try commit(batch, local, cursor)
    if mayFail, random.oneIn(150) { return crash(after: batch) }
    try carryOut(batch)
  }

  /// What the engine makes of all that is new; with the reports of the local worker in it, and how far it has read.
  private mutating func decide(
    with first: [Input]
  ) throws -> (batch: Batch, local: [Report], cursor: ModelDatabase.Cursor) {
    guard var leader else { throw Violation("nobody leads") }
    // Two copies of an engine would mean one of all its tables at each step.
    self.leader = nil
    let gone = leader.known.union(leader.engine.awaitedWorkers).filter { workers[$0] == nil }
    leader.changes += gone.sorted { $0.rawValue < $1.rawValue }.map { .lost($0) }
    leader.known.subtract(gone)
    for worker in workers.values.sorted(by: { $0.id.rawValue < $1.id.rawValue })
    where leader.known.insert(worker.id).inserted {
      leader.changes.append(.joined(worker.offer))
      if worker.isDraining { leader.changes.append(.draining(worker.id)) }
    }

    var cursor = database.cursor
    let runs = Array(database.runs[cursor.runs...]).shuffled(using: &random)
    // Which of the deferred runs they concern can be told after the take-over only.
    let news = first.isEmpty ? database.commands[cursor.commands...] : []
    let commands = news.map { command(run: $0.run, mode: $0.mode) }
    let recalls =
      try leader.wantedBlocks.map { try database.recall($0) } + recalls(news.map(\.run), of: leader)
    let reports = database.reports[cursor.reports...] + leader.reports
    let answers = leader.questions.map { database.answer($0) }
    leader.questions = []
    let events = Array(database.events[cursor.events...]).shuffled(using: &random)
    cursor.events = database.events.count
    (cursor.runs, cursor.commands) = (database.runs.count, cursor.commands + news.count)
    cursor.reports = database.reports.count
    let inputs =
      first + [
        .recalled(recalls), .runs(runs), .commands(commands), .reports(Array(reports)), .answers(answers),
        .events(events), .workers(leader.changes), .tick,
      ]
    let batch = leader.engine.apply(inputs.shuffled(using: &random), now: now)
    let local = leader.reports
    try check(batch, by: &leader)
    (leader.reports, leader.changes) = ([], [])
    self.leader = leader
    return (batch, local, cursor)
  }

  /// Who was said to take nothing new gets nothing new.
  private func check(_ batch: Batch, by leader: inout Leader) throws {
    for change in leader.changes {
      switch change {
      case .joined(let profile):
        if profile.slots == 0 { leader.paused.insert(profile.id) } else { leader.paused.remove(profile.id) }
      case .draining(let id): leader.draining.insert(id)
      case .left, .lost: break
      }
    }
    for start in batch.starts where leader.paused.contains(start.worker) || leader.draining.contains(start.worker) {
      throw Violation("started at a worker that takes nothing: \(start)")
    }
  }

  /// Starts that need no record do not wait for the commit; some of them end before it.
  private mutating func startAtOnce(_ batch: inout Batch, uncommitted: Batch, mayFail: Bool) throws {
    guard mayFail, let worker = leader?.local, random.oneIn(2) else { return }
    let unsettled = uncommitted.unsettledRuns.union(batch.unsettledRuns)
    var early = Batch()
    early.starts = batch.starts.filter { $0.isUnrecorded && !unsettled.contains($0.task.runNumber) }
    batch.starts.removeAll { start in early.starts.contains(start) }
    counts["started at once", default: 0] += early.starts.count
    try carryOut(early)
    guard !early.starts.isEmpty else { return }
    try begin(worker)
    while random.oneIn(2) { try work() }
  }

  /// The runs with new commands that are in blocks.
  private func recalls(_ indices: [Int], of leader: Leader) -> [Recall] {
    var recalls: [Int64: Recall] = [:]
    for index in Set(indices).sorted() {
      let run = database.runs[index]
      for id in leader.engine.blocks(mayHold: run.id, version: run.version, priority: run.priority) {
        guard let entry = database.blocks[id], entry.runs.contains(run.id) else { continue }
        recalls[id, default: Recall(block: id, version: run.version, priority: run.priority, runs: [], isWhole: false)]
          .runs.append(run.id)
      }
    }
    return recalls.values.sorted { $0.block < $1.block }
  }

  private func command(run index: Int, mode: Replay.Mode?) -> RunCommand {
    let run = database.runs[index]
    guard let mode else { return .cancel(run.id) }
    return .replay(
      Replay(
        run: run.id, mode: mode, version: run.version, priority: run.priority,
        finished: database.facts(run.id, taskCount: plans[run.version]!.tasks.count)))
  }

  private mutating func commit(_ batch: Batch, _ reports: [Report], _ cursor: ModelDatabase.Cursor) throws {
    try database.commit(batch, reports: reports, cursor: cursor)
    guard let engine = leader?.engine else { return }
    guard engine.liveCount == database.live.count else {
      throw Violation("the engine has \(engine.liveCount) tasks, the table \(database.live.count)")
    }
    if let wake = engine.nextWake, wake <= now { throw Violation("woken in the past") }
    for refusal in batch.refused { counts["refused: \("\(refusal.reason)".prefix(8))", default: 0] += 1 }
    for warning in batch.warnings {
      counts["warning: \("\(warning)".prefix { $0 != "(" })", default: 0] += 1
      if case .missingTask = warning { throw Violation("\(warning)") }
    }
  }

  /// Remote workers read what they are given from the table; the local one is told.
  private mutating func carryOut(_ batch: Batch, toLocal: Bool = true) throws {
    for stop in batch.stops where toLocal || workers[stop.worker]?.profile.isLocal == false {
      workers[stop.worker]?.stop(stop.task, attempt: stop.attempt)
    }
    for start in batch.starts where toLocal || workers[start.worker]?.profile.isLocal == false {
      guard let row = database.live[start.task] else { throw Violation("a start without a row: \(start)") }
      let isLocal = leader?.local == start.worker
      guard isLocal || row.state == .running && row.attempt == start.attempt && row.worker == start.worker else {
        throw Violation("a start without a record: \(start)")
      }
      let slots = plans[start.version]!.tasks[start.task.ordinal].slots
      workers[start.worker]?.inbox.append(ModelWorker.Job(task: start.task, attempt: start.attempt, slots: slots))
      counts["started", default: 0] += 1
    }
  }

  /// The leader dies, and its worker with it; or that one lives on for a while, and nobody hears it.
  mutating func crash(after batch: Batch? = nil) {
    guard let leader else { return }
    counts["crashed", default: 0] += 1
    if let batch { try? carryOut(batch, toLocal: false) }
    if let local = workers.removeValue(forKey: leader.local), random.oneIn(2) {
      for job in local.running { executed.insert(Execution(task: job.task, attempt: job.attempt)) }
      for job in local.running {
        let report = Report(task: job.task, attempt: job.attempt, worker: local.id, outcome: .completed)
        database.insert(report.task, report.attempt, report.outcome, isReport: true)
        database.reports.append(report)
      }
    }
    if random.oneIn(2) { database.loseVolatile() } else { database.flush() }
    database.epoch += 1
    self.leader = nil
  }

  /// The leader steps down; its worker works for the next one.
  mutating func handOver() throws {
    guard var leader else { return }
    self.leader = nil
    counts["handed over", default: 0] += 1
    let local = leader.reports
    leader.reports = []
    // Workers are judged by all that they have reported.
    let reports = Array(database.reports[database.cursor.reports...]) + local
    var cursor = database.cursor
    cursor.reports = database.reports.count
    let batch = leader.engine.apply([.reports(reports), .workers(leader.changes), .handover], now: now)
    self.leader = leader
    guard batch.starts.isEmpty else { throw Violation("started at the handover") }
    try commit(batch, local, cursor)
    database.flush()
    try carryOut(batch)
    workers[leader.local]?.profile.isLocal = false
    self.leader = nil
  }
}

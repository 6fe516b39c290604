import Database
import Engine
import Store
import Time

/// One leadership, from take-over to its end: read what is new, decide, commit and read again in one round trip, carry
/// out what was decided. The next batch is what arrived while the last was under way; there is no timer in between.
struct LeaderLoop {
  private static let beatInterval = Duration.milliseconds(2500)
  /// How often to look again which partitions of the attempt log can matter.
  private static let oldestLiveInterval = Duration.seconds(60)
  /// How often all cursors are stored, also those that moved over nothing but what this leader wrote itself: the next one
  /// need not read that again.
  private static let cursorInterval = Duration.seconds(10)

  let leadership: Leadership
  let inbox: LeaderInbox
  let housekeeper: Housekeeper
  private let pace: LeaderPace
  let tell: @Sendable (LeaderEvent) -> Void

  var engine: Engine
  var plans = PlanLibrary()
  /// Blocks of the backlog that the next exchange is to read.
  var wantedBlocks: [Int64] = []
  /// What it is to look up for conditions.
  var questions: [Question] = []
  var tail: Tail
  var registryRevision: Int64 = -1
  var held = HeldRuns()
  var vigil = Vigil()
  var order: Vigil.Order?
  var lookout: WorkerLookout
  var clock: DatabaseClock
  var oldestLive: Timestamp?
  private var lastOldestLive = ContinuousClock.now
  private var lastCursors = ContinuousClock.now
  private var lastBeat = ContinuousClock.now
  var lastRead = ContinuousClock.now
  /// There may be more in the logs than was read.
  var isBehind = true
  var lastExchange = ContinuousClock.now
  var ahead = Ahead()
  /// Since local workers were told which runs come next.
  var startsSinceOutlook = 0

  /// What one exchange found.
  struct Finding {
    /// Of the logs; nil if there was no need to read them.
    var reading: Tail.Reading?
    /// If it was time to look at them.
    var workers: [WorkerRecord]?
    /// What the engine asked for.
    var recalls: [Recall] = []
    var answers: [Answer] = []
  }

  /// Takes over: reads the tables, and lets the engine know all that is in flight. The workers come with the first read:
  /// what one reported before it went counts.
  init(
    _ leadership: Leadership, inbox: LeaderInbox, housekeeper: Housekeeper, pace: LeaderPace, seed: UInt64,
    tell: @escaping @Sendable (LeaderEvent) -> Void
  ) async throws(StoreError) {
    self.leadership = leadership
    self.inbox = inbox
    self.housekeeper = housekeeper
    self.pace = pace
    self.tell = tell
    engine = Engine(seed: seed)
    tail = Tail(leadership.statements, cursors: try await leadership.readCursors())
    try await leadership.makePartitionsAhead()

    let live = try await Self.loadLive(leadership)
    oldestLive = live.map(\.runCreatedAt).min()
    lookout = WorkerLookout(holding: Set(live.compactMap(\.worker)), interval: pace.look)
    let deferred = try await leadership.loadBacklog()
    held = HeldRuns(stored: try await leadership.loadHeld())
    let loaded = try await plans.load(
      live.map(\.version) + deferred.map(\.version) + held.versions, from: leadership)
    let finished = try await leadership.loadFinished(of: plans.withSeveralTasks)
    clock = DatabaseClock(try await leadership.readClock())
    let woken = try await leadership.loadWoken(of: plans.withConditions)
    let recovery = Recovery(
      epoch: leadership.epoch, live: live, finished: finished, deferred: deferred, woken: woken)
    let (registry, revision) = try await leadership.loadRegistry()
    registryRevision = revision
    let batch = engine.apply([.plans(loaded), .registry(registry), .recovered(recovery)], now: clock.now)
    (wantedBlocks, questions) = (batch.wantedBlocks, batch.questions)
    let local = inbox.localWorkers
    let writes = leadership.statements.calls(batch, reports: [], local: Set(local.keys))
    try await Self.write(writes, to: leadership, days: batch.days)
    publish(batch, to: local)
  }

  /// Leads until asked to step down. Throws when the leadership is lost.
  mutating func run() async throws(StoreError) {
    var finding = try await exchange([], relaxed: true)
    while true {
      // After the look at the workers: whoever has left by then had handed in all that it did.
      var mail = inbox.take()
      if mail.hasLogNews { isBehind = true }
      let changes = note(finding, mail)
      let isLast = mail.shouldStepDown && !mail.hasMore && inbox.localWorkers.isEmpty
      let wasAsleep = vigil.state == .asleep
      if let reading = finding.reading {
        order = vigil.observe(found: reading.count, reading.snapshot) ?? order
      } else {
        vigil.observeSilence()
      }
      // Workers that came before did not notify it.
      if !wasAsleep, vigil.state == .asleep { lookout.want() }

      var next = engine.apply(try await inputs(finding, mail, changes, isLast: isLast), now: clock.now)
      wantedBlocks += next.wantedBlocks
      questions += next.questions
      startAtOnce(&next, uncommitted: [ahead.batch])
      var batch = ahead.batch
      batch.append(next)
      mail.reports = ahead.reports + mail.reports
      ahead = Ahead()
      if !isLast { await gather(&batch, &mail, changes) }
      if isLast { return try await handOver(batch, mail, changes) }
      let isQuiet =
        batch.writesNothing && batch.starts.isEmpty && batch.stops.isEmpty && order == nil && changes.givenUp.isEmpty
        && finding.reading?.isEmpty != false && wantedBlocks.isEmpty && questions.isEmpty && !held.hasChanged
      if isQuiet {
        publish(batch, to: [:])
        if !isBehind, !mail.hasMore, !lookout.isWanted { try await rest() }
        isBehind = true
        finding = try await exchange(dueBeat(), relaxed: true)
      } else {
        finding = try await commit(batch, mail, changes)
      }
    }
  }

  // MARK: Commit

  private mutating func commit(
    _ batch: Batch, _ mail: LeaderInbox.Mail, _ changes: WorkerWatch.Changes
  ) async throws(StoreError) -> Finding {
    let local = inbox.localWorkers
    var writes = writes(batch, mail, changes, local: Set(local.keys))
    let isTimeForCursors = ContinuousClock.now - lastCursors >= Self.cursorInterval
    if isTimeForCursors { lastCursors = .now }
    writes += tail.moves(all: isTimeForCursors)
    if let order {
      writes.append(Call(leadership.statements["set_asleep"], [order == .sayAsleep]))
      self.order = nil
    } else {
      writes += dueBeat()
    }
    let finding = try await exchange(
      writes, of: batch, relaxed: batch.isRelaxed && mail.reports.isEmpty && changes.givenUp.isEmpty,
      days: batch.days + mail.days)
    publish(batch, to: local)
    housekeeper.note(deleted: batch.liveDeletes.count)
    if ContinuousClock.now - lastOldestLive > Self.oldestLiveInterval {
      lastOldestLive = .now
      // What this read found may be older than all that is live, and is met with the next inputs.
      oldestLive = try await leadership.oldestLive()
    }
    return finding
  }

  private mutating func writes(
    _ batch: Batch, _ mail: LeaderInbox.Mail, _ changes: WorkerWatch.Changes, local: Set<WorkerID>
  ) -> [Call] {
    let accepted = Set(batch.recorded)
    let rows = mail.reports.compactMap { report -> AttemptRow? in
      var row = report.row
      for final in [true, false] {
        row.final = final
        if accepted.contains(Recorded(task: row.task, attempt: row.attempt, final: final)) { return row }
      }
      return nil
    }
    var writes = leadership.statements.calls(batch, reports: rows, local: local) + held.writes(leadership.statements)
    if !batch.runsFinished.isEmpty, plans.freesKeys {
      writes.append(leadership.statements.freeKeys(of: batch.runsFinished.map(\.run)))
    }
    return changes.givenUp.isEmpty ? writes : writes + [leadership.statements.stopWorkers(changes.givenUp)]
  }

  /// Committed: now it may happen.
  /// - Parameter local: those that were local when the batch was written. A worker that has joined since finds its orders
  ///   in the tables, and must not get them twice.
  private func publish(_ batch: Batch, to local: [WorkerID: any LocalWorker]) {
    for (id, starts) in Dictionary(grouping: batch.starts, by: \.worker) { local[id]?.start(starts) }
    for (id, stops) in Dictionary(grouping: batch.stops, by: \.worker) { local[id]?.stop(stops) }
    for refusal in batch.refused { tell(.refused(refusal)) }
    for warning in batch.warnings { tell(.warning(warning)) }
    for finish in batch.runsFinished { tell(.runFinished(finish)) }
  }

  /// The last word: what the last read found, what is not recorded yet, and the cursors as they are, so that the next
  /// leader starts where this one stopped.
  private mutating func handOver(
    _ batch: Batch, _ mail: LeaderInbox.Mail, _ changes: WorkerWatch.Changes
  ) async throws(StoreError) {
    let local = inbox.localWorkers
    try await Self.write(
      writes(batch, mail, changes, local: Set(local.keys)) + tail.moves(all: true), to: leadership,
      days: batch.days + mail.days)
    publish(batch, to: local)
  }

  // MARK: Rest

  /// Returns when there may be something to do.
  private mutating func rest() async throws(StoreError) {
    while inbox.isEmpty {
      var limit = Self.beatInterval - (ContinuousClock.now - lastBeat)
      limit = min(limit, lookout.timeLeft(isBusy: engine.hasRemoteTasks))
      if let wake = engine.nextWake { limit = min(limit, wake - clock.now) }
      if let pause = vigil.rest { limit = min(limit, pause) }
      if !held.isEmpty { limit = min(limit, HeldRuns.pause) }
      guard limit > .zero else { return }
      if await inbox.doorbell.wait(atMost: limit) || vigil.rest != nil || !held.isEmpty || Task.isCancelled { return }
      if let wake = engine.nextWake, wake <= clock.now { return }
      // Nothing but the time to beat: no need to read the logs each time.
      if ContinuousClock.now - lastRead > pace.poll || isLookDue { return }
      if !dueBeat().isEmpty {
        _ = try await leadership.exchange([leadership.beatAlone], relaxed: false, reads: [])
        lastExchange = .now
      }
    }
  }

  var isLookDue: Bool { lookout.timeLeft(isBusy: engine.hasRemoteTasks) <= .zero }

  private mutating func dueBeat() -> [Call] {
    guard ContinuousClock.now - lastBeat >= Self.beatInterval else { return [] }
    lastBeat = .now
    return [leadership.beat]
  }

  private static func loadLive(_ leadership: Leadership) async throws(StoreError) -> [LiveTask] {
    var live: [LiveTask] = []
    while true {
      let page = try await leadership.loadLive(after: live.last?.id.rawValue ?? 0)
      live += page
      if page.isEmpty { return live }
    }
  }
}

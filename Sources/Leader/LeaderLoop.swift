import Database
import Engine
import Store
import Time

/// One leadership, from take-over to its end: read what is new, decide, commit and read again in one round trip, carry
/// out what was decided. The next batch is what arrived while the last was under way; there is no timer in between.
struct LeaderLoop {
  private static let beatInterval = Duration.seconds(1)
  /// The net under the notices: a sleeping leader reads the logs at least so often.
  private static let pollInterval = Duration.seconds(5)
  /// How often to look again which partitions of the attempt log can matter.
  private static let oldestLiveInterval = Duration.seconds(60)

  private let leadership: Leadership
  private let inbox: LeaderInbox
  private let housekeeper: Housekeeper
  private let tell: @Sendable (LeaderEvent) -> Void

  private var engine: Engine
  private var plans = PlanLibrary()
  private var tail: Tail
  private var vigil = Vigil()
  private var order: Vigil.Order?
  private var watch = WorkerWatch()
  private var clock: DatabaseClock
  private var oldestLive: Timestamp?
  private var lastOldestLive = ContinuousClock.now
  private var lastBeat = ContinuousClock.now
  private var lastRead = ContinuousClock.now
  private var lastLookAtWorkers = ContinuousClock.now

  /// Takes over: reads the tables, and lets the engine know all that is in flight.
  init(
    _ leadership: Leadership, inbox: LeaderInbox, housekeeper: Housekeeper, seed: UInt64,
    tell: @escaping @Sendable (LeaderEvent) -> Void
  ) async throws(StoreError) {
    self.leadership = leadership
    self.inbox = inbox
    self.housekeeper = housekeeper
    self.tell = tell
    engine = Engine(seed: seed)
    tail = Tail(leadership.statements, cursors: try await leadership.readCursors())
    try await leadership.makePartitionsAhead()

    let live = try await Self.loadLive(leadership)
    oldestLive = live.map(\.runCreatedAt).min()
    let loaded = try await plans.load(live.map(\.version), from: leadership)
    let finished = try await leadership.loadFinished(of: plans.withSeveralTasks)
    let answers = try await leadership.exchange([], relaxed: true, reads: [Self.presence(leadership.statements)])
    let (records, now) = try Self.digestPresence(answers[0])
    clock = DatabaseClock(now)
    let changes = watch.start(
      holding: Set(live.compactMap(\.worker)), records, local: Set(inbox.localWorkers.keys), now: now)
    let batch = engine.apply(
      [
        .plans(loaded), .recovered(Recovery(epoch: leadership.epoch, live: live, finished: finished)),
        .workers(changes.changes),
      ], now: now)
    try await carryOut(
      batch, reports: [], also: changes.givenUp.isEmpty ? [] : [leadership.statements.stopWorkers(changes.givenUp)])
  }

  /// Leads until asked to step down. Throws when the leadership is lost.
  mutating func run() async throws(StoreError) {
    var reading = try await exchange([], relaxed: true)
    while true {
      let mail = inbox.take()
      if mail.shouldStepDown, mail.reports.isEmpty, inbox.localWorkers.isEmpty { break }
      let found = reading.runs.count + reading.commands.count + reading.reports.count
      order = vigil.observe(found: found, reading.snapshot) ?? order

      let isWorthALook = mail.hasWorkerNews || isTimeToLookAtWorkers
      let changes = isWorthALook ? try await lookAtWorkers() : WorkerWatch.Changes()
      let inputs = try await inputs(reading, mail, changes)
      let batch = engine.apply(inputs, now: clock.now)
      let isQuiet = found == 0 && batch.writesNothing && batch.starts.isEmpty && batch.stops.isEmpty && order == nil
      if isQuiet, changes.givenUp.isEmpty, !reading.hasMore {
        try await rest()
        reading = try await exchange(dueBeat(), relaxed: true)
      } else {
        reading = try await commit(batch, mail, changes)
      }
    }
    try await handOver()
  }

  // MARK: Inputs

  private mutating func inputs(
    _ reading: Tail.Reading, _ mail: LeaderInbox.Mail, _ changes: WorkerWatch.Changes
  ) async throws(StoreError) -> [Input] {
    let commands = try await commands(reading.commands)
    let versions = reading.runs.map(\.version) + commands.map(\.version)
    var inputs: [Input] = []
    let loaded = try await plans.load(versions, from: leadership)
    if !loaded.isEmpty { inputs.append(.plans(loaded)) }
    if !reading.runs.isEmpty {
      inputs.append(.runs(reading.runs))
      let oldest = reading.runs.lazy.map(\.id.createdAt).min()
      oldestLive = [oldestLive, oldest].compactMap(\.self).min()
    }
    if !commands.isEmpty {
      inputs.append(.commands(commands.map(\.command)))
      let oldest = commands.lazy.map(\.run.createdAt).min()
      oldestLive = [oldestLive, oldest].compactMap(\.self).min()
    }
    let reports = reading.reports + mail.reports.map(\.report)
    if !reports.isEmpty { inputs.append(.reports(reports)) }
    if !changes.changes.isEmpty { inputs.append(.workers(changes.changes)) }
    return inputs.isEmpty ? [.tick] : inputs
  }

  private func commands(
    _ logged: [LoggedCommand]
  ) async throws(StoreError) -> [(run: RunID, version: VersionID, command: RunCommand)] {
    guard !logged.isEmpty else { return [] }
    let facts = try await leadership.loadFacts(of: Array(Set(logged.map(\.run))))
    return logged.compactMap { entry in
      guard let known = facts[entry.run] else { return nil }
      switch entry.kind {
      case .cancel:
        return (entry.run, known.version, .cancel(entry.run))
      case .replay:
        let replay = Replay(
          run: entry.run, mode: ReplayArguments(entry.arguments).mode, version: known.version, priority: known.priority,
          finished: known.finished)
        return (entry.run, known.version, .replay(replay))
      }
    }
  }

  // MARK: Commit

  private mutating func commit(
    _ batch: Batch, _ mail: LeaderInbox.Mail, _ changes: WorkerWatch.Changes
  ) async throws(StoreError) -> Tail.Reading {
    var verdicts: [TaskID: Recorded] = [:]
    for recorded in batch.recorded { verdicts[recorded.task] = recorded }
    let rows = mail.reports.compactMap { report -> AttemptRow? in
      guard let verdict = verdicts[report.report.task], verdict.attempt == report.report.attempt else { return nil }
      var row = report.row
      row.final = verdict.final
      return row
    }
    var writes = leadership.statements.calls(batch, reports: rows, local: Set(inbox.localWorkers.keys))
    if !changes.givenUp.isEmpty { writes.append(leadership.statements.stopWorkers(changes.givenUp)) }
    writes += tail.moves()
    if let order {
      writes.append(Call(leadership.statements["set_asleep"], [order == .sayAsleep]))
      self.order = nil
    } else {
      writes += dueBeat()
    }
    let reading = try await exchange(writes, relaxed: batch.isRelaxed && rows.isEmpty && changes.givenUp.isEmpty)
    publish(batch)
    housekeeper.note(deleted: batch.liveDeletes.count)
    if ContinuousClock.now - lastOldestLive > Self.oldestLiveInterval {
      lastOldestLive = .now
      oldestLive = try await leadership.oldestLive()
    }
    return reading
  }

  /// The writes and the next read, in one round trip.
  private mutating func exchange(_ writes: [Call], relaxed: Bool) async throws(StoreError) -> Tail.Reading {
    let answers = try await leadership.exchange(writes, relaxed: relaxed, reads: [tail.calls(oldestLive: oldestLive)])
    do throws(DatabaseError) {
      let reading = try tail.digest(answers[0])
      clock.adjust(to: reading.now)
      lastRead = .now
      return reading
    } catch {
      throw StoreError(error)
    }
  }

  /// Commits what needs no read after it.
  private func carryOut(_ batch: Batch, reports: [AttemptRow], also extra: [Call]) async throws(StoreError) {
    let writes = leadership.statements.calls(batch, reports: reports, local: Set(inbox.localWorkers.keys)) + extra
    if !writes.isEmpty { _ = try await leadership.exchange(writes, relaxed: false, reads: []) }
    publish(batch)
  }

  /// Committed: now it may happen.
  private func publish(_ batch: Batch) {
    let local = inbox.localWorkers
    for (id, starts) in Dictionary(grouping: batch.starts, by: \.worker) { local[id]?.start(starts) }
    for (id, stops) in Dictionary(grouping: batch.stops, by: \.worker) { local[id]?.stop(stops) }
    for refusal in batch.refused { tell(.refused(refusal)) }
    for warning in batch.warnings { tell(.warning(warning)) }
    for finish in batch.runsFinished { tell(.runFinished(finish)) }
  }

  /// The last word: records what is not recorded yet, and the cursors as they are, so that the next leader starts where
  /// this one stopped.
  private mutating func handOver() async throws(StoreError) {
    let batch = engine.apply(.handover, now: clock.now)
    try await carryOut(batch, reports: [], also: tail.moves(all: true))
  }

  // MARK: Rest

  private mutating func rest() async throws(StoreError) {
    while true {
      let now = clock.now
      var limit = Self.beatInterval - (ContinuousClock.now - lastBeat)
      if let wake = engine.nextWake { limit = min(limit, wake - now) }
      if let pause = vigil.rest { limit = min(limit, pause) }
      guard inbox.isEmpty, limit > .zero else { break }
      let woken = ContinuousClock.now + limit
      await inbox.doorbell.wait(atMost: limit)
      if ContinuousClock.now < woken || vigil.rest != nil || Task.isCancelled { return }
      if let wake = engine.nextWake, wake <= clock.now { return }
      // Nothing but the time to beat: no need to read the logs each time.
      if ContinuousClock.now - lastRead > Self.pollInterval || isTimeToLookAtWorkers { return }
      let beat = dueBeat()
      if !beat.isEmpty { _ = try await leadership.exchange(beat, relaxed: true, reads: []) }
    }
  }

  private mutating func dueBeat() -> [Call] {
    guard ContinuousClock.now - lastBeat >= Self.beatInterval else { return [] }
    lastBeat = .now
    return [Call(leadership.statements["beat"])]
  }

  // MARK: Workers

  private var isTimeToLookAtWorkers: Bool {
    let interval: Duration = watch.isInDoubt ? .milliseconds(500) : watch.hasRemoteWorkers ? .seconds(1) : .seconds(5)
    return ContinuousClock.now - lastLookAtWorkers >= interval
  }

  private mutating func lookAtWorkers() async throws(StoreError) -> WorkerWatch.Changes {
    lastLookAtWorkers = .now
    let answers = try await leadership.exchange([], relaxed: true, reads: [Self.presence(leadership.statements)])
    let (records, now) = try Self.digestPresence(answers[0])
    let changes = watch.observe(records, local: Set(inbox.localWorkers.keys), now: now)
    for id in changes.givenUp { tell(.workerLost(id)) }
    return changes
  }

  private static func presence(_ statements: Statements) -> [Call] {
    [statements.listLiveWorkers, Call(statements["read_snapshot"])]
  }

  private static func digestPresence(_ answers: [Rows]) throws(StoreError) -> ([WorkerRecord], Timestamp) {
    do throws(DatabaseError) {
      return (try answers[0].decode(WorkerRecord.init(row:)), try answers[1].only().get(2))
    } catch {
      throw StoreError(error)
    }
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

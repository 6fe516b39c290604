import Database
import Engine
import Store
import Time

// A round trip to the database, and what is decided meanwhile.
extension LeaderLoop {
  /// How long after an exchange it is certain that nobody else leads: the others wait for longer before they end a session.
  private static let certainty = Duration.seconds(2)
  /// How long records wait for others, if nobody waits for them.
  private static let gathering = Duration.milliseconds(10)
  /// Records that are worth an exchange of their own.
  private static let fullBatch = 256

  /// How many of the next runs in the queue local workers are told of.
  private static let outlook = 64

  /// What was decided while an exchange was under way: it goes out with the next one.
  struct Ahead {
    var batch = Batch()
    var reports: [LeaderInbox.LocalReport] = []
    var bytes = 0

    /// What has ended in it, which the tables do not say yet; in the order of the attempts.
    func endings(of run: RunID) -> [FinishedTask] {
      let verdicts = batch.attempts.filter { $0.task.runNumber == run.number }.map { record in
        FinishedTask(
          id: record.task, attempt: record.attempt, outcome: record.outcome, endedAt: record.finishedAt)
      }
      let recorded = Set(batch.recorded.map { FinishedKey(task: $0.task, attempt: $0.attempt) })
      let ended = reports.map(\.row).filter { row in
        row.task.runNumber == run.number && recorded.contains(FinishedKey(task: row.task, attempt: row.attempt))
      }.map { row in
        FinishedTask(id: row.task, attempt: row.attempt, outcome: row.outcome, endedAt: row.finishedAt)
      }
      return (verdicts + ended).sorted { $0.attempt < $1.attempt }
    }

    private struct FinishedKey: Hashable {
      let task: TaskID
      let attempt: Int32
    }
  }

  /// How old what was read of the logs may be: their clock is this leader's, and what nobody told of comes to light.
  private static let longestUnread = Duration.milliseconds(200)

  /// Whether the next exchange reads the logs. A leader that sleeps is told what is new, so that what it writes meanwhile
  /// need not be followed by a read that finds nothing: four statements, more than half of what a small exchange costs.
  private var mustRead: Bool {
    isBehind || vigil.state != .asleep || inbox.hasNews || isLookDue || !questions.isEmpty
      || ContinuousClock.now - lastRead > Self.longestUnread
  }

  /// The writes and the next read, in one round trip; before the read, a look at the workers if it is time for one.
  /// - Parameter batch: what `writes` is for.
  mutating func exchange(
    _ writes: [Call], of batch: Batch = Batch(), relaxed: Bool, days: [Timestamp] = []
  ) async throws(StoreError) -> Finding {
    // Of the runs that it enqueues itself, nobody tells it.
    isBehind = isBehind || !batch.cronMoves.isEmpty || !batch.eventRuns.isEmpty
    let logs = mustRead ? [tail.calls(oldestLive: oldestLive)] : []
    let look = isLookDue || inbox.hasWorkerNews ? [[leadership.statements.listLiveWorkers]] : []
    let recall = wantedBlocks.isEmpty ? [] : [[leadership.statements.readBlocks(wantedBlocks)]]
    wantedBlocks = []
    let inquiry = Inquiry(takingFrom: &questions)
    let lookUp = inquiry.isEmpty ? [] : [inquiry.calls(leadership.statements)]
    let reads = look + recall + lookUp + logs
    let (transit, leadership) = (Transit(), leadership)
    async let carried: Void = transit.carry(
      { () async throws(StoreError) in
        try await Self.write(writes, to: leadership, relaxed: relaxed, days: days, reads: reads)
      }, doorbell: inbox.doorbell)
    while !transit.isOver, !Task.isCancelled {
      await inbox.doorbell.wait(atMost: .seconds(1))
      if !transit.isOver { decideAhead(of: batch) }
    }
    await carried
    let answers = try transit.answers()
    lastExchange = .now
    do throws(DatabaseError) {
      return Finding(
        reading: logs.isEmpty ? nil : try digest(answers[answers.count - 1]),
        workers: look.isEmpty ? nil : try answers[0][0].decode(WorkerRecord.init(row:)),
        recalls: recall.isEmpty ? [] : try answers[look.count][0].decode(Recall.init(row:)),
        answers: lookUp.isEmpty ? [] : try inquiry.answers(answers[look.count + recall.count]))
    } catch {
      throw StoreError(error)
    }
  }

  private mutating func digest(_ answers: [Rows]) throws(DatabaseError) -> Tail.Reading {
    let reading = try tail.digest(answers)
    clock.adjust(to: reading.now)
    lastRead = .now
    isBehind = reading.hasMore
    return reading
  }

  /// Commits; what lies in a day whose partition was dropped, since nothing of it was in flight then, gets a new one.
  @discardableResult
  static func write(
    _ writes: [Call], to leadership: Leadership, relaxed: Bool = false, days: [Timestamp], reads: [[Call]] = []
  ) async throws(StoreError) -> [[Rows]] {
    do throws(StoreError) {
      return try await leadership.exchange(writes, relaxed: relaxed, reads: reads)
    } catch  where error.cause?.lacksPartition == true {
      try await leadership.makePartitions(for: days)
      return try await leadership.exchange(writes, relaxed: relaxed, reads: reads)
    }
  }

  /// Takes in what local workers report while `batch` is on its way, and gives them something to do.
  private mutating func decideAhead(of batch: Batch) {
    guard ahead.bytes < LeaderInbox.bytesAtOnce else { return }
    let reports = inbox.takeReports()
    guard !reports.isEmpty else { return }
    var next = engine.apply(
      [.reports(reports.map(\.report)), .workers(Self.leaving(reports.lazy.map(\.report)))], now: clock.now)
    wantedBlocks += next.wantedBlocks
    questions += next.questions
    startAtOnce(&next, uncommitted: [batch, ahead.batch])
    ahead.batch.append(next)
    ahead.reports += reports
    ahead.bytes += reports.reduce(0) { $0 + $1.row.size }
  }

  /// Lets the records of ended attempts wait a moment for those of others, for a round trip costs as much for many as for
  /// one. Only while nothing else is to be written, nobody's start depends on it, and other attempts run here.
  mutating func gather(
    _ batch: inout Batch, _ mail: inout LeaderInbox.Mail, _ changes: WorkerWatch.Changes
  ) async {
    guard batch.holdsRecordsAlone, changes.givenUp.isEmpty, order == nil, wantedBlocks.isEmpty, questions.isEmpty,
      !mail.hasMore
    else {
      return
    }
    let end = ContinuousClock.now + Self.gathering
    while engine.hasLocalTasks, batch.holdsRecordsAlone, batch.recorded.count < Self.fullBatch, !inbox.hasNews,
      .now < end, !Task.isCancelled
    {
      await inbox.doorbell.wait(until: end)
      decideAhead(of: batch)
      batch.append(ahead.batch)
      mail.reports += ahead.reports
      ahead = Ahead()
    }
  }

  /// Starts what need not wait for the commit: attempts of local workers without a record, of runs that the tables have as
  /// they are, outputs of parents included. Should this leader die now, the next one skips their numbers, as it does for
  /// all such starts.
  mutating func startAtOnce(_ batch: inout Batch, uncommitted: [Batch]) {
    let local = inbox.localWorkers
    defer { announce(batch, to: local) }
    guard ContinuousClock.now - lastExchange < Self.certainty, batch.starts.contains(where: \.isUnrecorded) else {
      return
    }
    let unsettled = uncommitted.reduce(into: batch.unsettledRuns) { $0.formUnion($1.unsettledRuns) }
    let mayStart = { (start: Assignment) in
      start.isUnrecorded && local[start.worker] != nil && !unsettled.contains(start.task.runNumber)
    }
    startsSinceOutlook += batch.starts.count
    for (id, starts) in Dictionary(grouping: batch.starts.filter(mayStart), by: \.worker) { local[id]?.start(starts) }
    batch.starts.removeAll(where: mayStart)
  }

  /// Lets local workers read what they are going to need.
  private mutating func announce(_ batch: Batch, to local: [WorkerID: any LocalWorker]) {
    for (id, starts) in Dictionary(grouping: batch.starts, by: \.worker) { local[id]?.expect(starts.map(\.run)) }
    guard startsSinceOutlook >= Self.outlook / 4, engine.queuedCount > 0 else { return }
    startsSinceOutlook = 0
    let next = engine.nextRuns(Self.outlook)
    for worker in local.values { worker.expect(next) }
  }
}

import ChildProcess
import Engine
import Leader
import Store
import Synchronization
import Time
import Workflows

extension WorkerNode {
  /// From start to report.
  func perform(_ order: AttemptOrder) async {
    // It may have been stopped while its input was loaded.
    guard attempts.entries[order.task]?.stop == nil else { return await giveBack(order.incoming) }
    tell(.started(order.summary))
    let base = link.now ?? WallClock.now()
    let lines = LineCounter()
    let ending = await executor.run(
      order,
      started: { handle in await self.started(order, handle) },
      log: { batch in await self.ship(batch, of: order, startedAt: base, numbers: lines) })
    // Whoever sees the attempt's end can see all of its log.
    if lines.count > 0 { await shipper.flush() }
    await report(order.incoming, ending, order: order)
  }

  private func started(_ order: AttemptOrder, _ handle: any StoppableAttempt) {
    attempts.started(order.task, attempt: order.attempt, handle, .terminate(grace: order.definition.grace))
  }

  private func ship(_ batch: [LogLine], of order: AttemptOrder, startedAt: Timestamp, numbers: LineCounter) async {
    let rows = batch.map { line in
      let (priority, text) = LogPriority.split(line)
      return LogRow(
        task: order.task, attempt: order.attempt, line: numbers.next(), createdAt: startedAt + line.elapsed,
        priority: priority, text: text)
    }
    await shipper.append(rows)
  }

  /// `full` is nil if the attempt never began.
  func report(_ order: Incoming, _ ending: AttemptEnding, order full: AttemptOrder? = nil) async {
    let now = link.now ?? WallClock.now()
    // From here on without a pause: a worker that drains is done when its last attempt is gone from the list.
    guard let entry = attempts.finish(order.task, attempt: order.attempt), let id, entry.stop != .disowned else {
      return
    }
    var ending = ending
    if entry.stop == .released, ending.outcome == .cancelled { (ending.outcome, ending.error) = (.released, nil) }
    if entry.stop == .overdue, ending.outcome == .cancelled {
      (ending.outcome, ending.error) = (.timedOut, "stopped: the run's time was over")
    }
    let row = AttemptRow(
      task: order.task, runCreatedAt: order.run.createdAt, attempt: order.attempt, outcome: ending.outcome,
      final: false, exitCode: ending.exitCode.map { Int16(truncatingIfNeeded: $0 & 0xFF) },
      signal: ending.signal.map(Int16.init), worker: id, queuedAt: order.queuedAt, assignedAt: full?.assignedAt,
      startedAt: full == nil ? nil : now - (ending.finishedAt - ending.startedAt), finishedAt: now,
      output: ending.outcome == .completed ? OutputDocument.encode(ending.output) : nil,
      error: ending.error.map { escapedText($0.utf8) })
    if let budget = order.budget {
      post(row, ending.exitCode, budget, full?.definition.retry ?? RetryPolicy())
    } else {
      let report = Report(
        task: order.task, attempt: order.attempt, worker: id, outcome: ending.outcome, exitCode: ending.exitCode,
        finishedAt: row.finishedAt)
      _ = inbox.report(.init(report: report, row: row))
    }
    if let full {
      tell(
        .finished(
          full.summary, outcome: ending.outcome.text, detail: ending.error,
          duration: ending.finishedAt - ending.startedAt))
    }
    if isDraining { doorbell.ring() }
  }

  /// To a leader elsewhere, by the log.
  private func post(
    _ row: AttemptRow, _ exitCode: Int32?, _ budget: AttemptOrder.RemoteBudget, _ policy: RetryPolicy
  ) {
    let isFinal = { (outcome: Outcome, exitCode: Int32?) in
      Verdict.isFinal(outcome, exitCode: exitCode, retry: .policy, failures: budget.failures, policy: policy)
    }
    var row = row
    row.final = isFinal(row.outcome, exitCode)
    outbox.append(.init(row: row, failureIsFinal: isFinal(.failed, exitCode)))
  }

  // MARK: Into the tables

  /// Until the task is cancelled.
  func ship() async {
    await shipper.run { [link, tell] lines in
      let answer = await link.untilStored(tell: tell) { session async throws(StoreError) in
        try await session.appendLogLines(lines)
      }
      switch answer {
      case .stored: return true
      case .cancelled: return false
      case .refused(let error):
        tell(.interrupted("\(lines.count) log lines are lost: \(error.message)"))
        return true
      }
    }
  }

  /// Until the task is cancelled.
  func reportAll() async {
    await outbox.run { letters in await self.store(letters[...]) }
  }

  /// All or, should one of them be refused, the others as they are and that one as a failure.
  private nonisolated func store(_ letters: ArraySlice<ReportOutbox.Letter>) async -> Bool {
    switch await append(letters.map(\.row)) {
    case .stored: return true
    case .cancelled: return false
    case .refused(let error) where letters.count == 1:
      tell(.interrupted(error.message))
      guard let letter = letters.first else { return true }
      let answer = await append([letter.replaced(because: error.message)])
      if case .refused(let error) = answer { tell(.interrupted("a report is lost: \(error.message)")) }
      if case .cancelled = answer { return false }
      return true
    case .refused:
      let middle = letters.startIndex + letters.count / 2
      guard await store(letters[..<middle]) else { return false }
      return await store(letters[middle...])
    }
  }

  private nonisolated func append(_ rows: [AttemptRow]) async -> WorkerLink.Storing {
    await link.untilStored(tell: tell) { session async throws(StoreError) in try await session.appendAttempts(rows) }
  }
}

/// Numbers the log lines of one attempt, from 1 on.
private final class LineCounter: Sendable {
  private let last = Mutex<Int32>(0)

  var count: Int32 { last.withLock { $0 } }

  func next() -> Int32 {
    last.withLock { last in
      last += 1
      return last
    }
  }
}

import Time
import Workflows

extension Engine {
  /// Takes a worker's word for the end of an attempt, if it still counts.
  mutating func accept(_ report: Report) {
    guard let slot = tasks.slot(of: report.task) else { return refuse(report, .notLive) }
    let record = tasks[slot]
    guard record.state == .running else { return refuse(report, .notRunning) }
    guard record.attempt == report.attempt else { return refuse(report, .superseded(by: record.attempt)) }
    let worker = pool.workers[Int(record.worker)].id
    guard worker == report.worker else { return refuse(report, .wrongWorker(worker)) }

    let isStopping = record.flags.contains(.stopping)
    detach(slot)
    let isFinal =
      isStopping
      ? Verdict.isFinal(report.outcome)
      : Verdict.isFinal(
        report.outcome, exitCode: report.exitCode, retry: report.retry, failures: record.failures,
        policy: planned(slot).retry)
    batch.recorded.append(Recorded(task: report.task, attempt: report.attempt, final: isFinal))
    if report.outcome == .cancelled, !isStopping {
      // Nobody wants that any more: the cancel was withdrawn by a replay.
      againIfInBudget(slot)
    } else if isFinal {
      reportedEnd = report.finishedAt
      finish(slot, Status.task(live: nil, lastOutcome: report.outcome))
      reportedEnd = nil
    } else if isStopping {
      concludeStopped(slot)
    } else {
      retry(slot, report)
    }
    settleChildren()
  }

  private mutating func retry(_ slot: Int, _ report: Report) {
    var backoff = planned(slot).retry.backoff
    switch report.outcome {
    case .failed, .timedOut:
      tasks[slot].failures += 1
      pause(slot, backoff, number: Int(tasks[slot].failures), hint: report.retry)
    case .deferred:
      if tasks[slot].deferrals < .max { tasks[slot].deferrals += 1 }
      // "Later" is never "at once", or a task that waits for something would spin.
      if backoff.factor == 0 { backoff.factor = Backoff().factor }
      pause(slot, backoff, number: Int(tasks[slot].deferrals), hint: report.retry)
    case .lost:
      tasks[slot].losses += 1
      againIfInBudget(slot)
    case .completed, .skipped, .cancelled, .released:
      againIfInBudget(slot)
    }
  }

  private mutating func pause(_ slot: Int, _ backoff: Backoff, number: Int, hint: Report.RetryHint) {
    var pause = backoff.pause(beforeRetry: number, seed: seed, task: tasks[slot].id, attempt: tasks[slot].attempt)
    if case .after(let wanted) = hint { pause = wanted }
    guard pause > .zero else { return againIfInBudget(slot) }
    tasks[slot].flags.insert(.resumed)
    touch(slot)
    wait(slot, until: now + pause)
  }

  private mutating func refuse(_ report: Report, _ reason: Refusal.Reason) {
    batch.refused.append(Refusal(report: report, reason: reason))
  }

  /// The task goes back to the queue, before fresh ones; if it has lost too many workers it fails. That verdict has a
  /// number of its own: a worker that was given up too soon may yet write the record of the attempt.
  mutating func againIfInBudget(_ slot: Int) {
    guard tasks[slot].losses < Self.lossBudget else {
      return conclude(slot, .failed, message: "its worker was lost \(Self.lossBudget) times")
    }
    tasks[slot].flags.insert(.resumed)
    touch(slot)
    settle(slot)
  }
}

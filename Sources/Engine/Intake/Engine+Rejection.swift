/// Why a run of the log is not run.
package enum Rejection: Hashable, Sendable {
  /// Another one has its idempotency key.
  case duplicate(of: RunID)
  /// Its idempotency key cannot be told, for this reason.
  case withoutKey(String)

  var outcome: Outcome {
    switch self {
    case .duplicate: .cancelled
    case .withoutKey: .failed
    }
  }

  var message: String {
    switch self {
    case .duplicate(let first): "run '\(first.text)' has the same idempotency key"
    case .withoutKey(let message): message
    }
  }
}

extension Engine {
  /// Ends a run before it begins. None of its tasks is ever live: each has a verdict, for a run without one would count as
  /// unfinished.
  mutating func reject(_ run: ArrivedRun, _ rejection: Rejection, _ plan: Plan) {
    for ordinal in plan.tasks.indices {
      // The failure is the first task's alone, or it would count many times.
      let isFirst = ordinal == 0
      batch.attempts.append(
        AttemptRecord(
          task: TaskID(run: run.id.number, ordinal: ordinal), runCreatedAt: run.id.createdAt, version: run.version,
          attempt: 1, outcome: isFirst ? rejection.outcome : .cancelled, final: true, finishedAt: now,
          message: rejection.message))
    }
    let status = Status.task(live: nil, lastOutcome: rejection.outcome)
    batch.runsFinished.append(RunFinish(run: run.id, status: status))
  }
}

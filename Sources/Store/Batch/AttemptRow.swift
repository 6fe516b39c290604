package import Database
package import Engine
package import Time

/// A row of the attempt log.
package struct AttemptRow: Sendable {
  package var task: TaskID
  package var runCreatedAt: Timestamp
  package var attempt: Int32
  package var outcome: Outcome
  /// Whether it is the last word on the task.
  package var final: Bool
  /// 0...255; nil if it did not exit.
  package var exitCode: Int16?
  package var signal: Int16?
  /// nil for a verdict without an execution.
  package var worker: WorkerID?
  package var queuedAt: Timestamp?
  package var assignedAt: Timestamp?
  package var startedAt: Timestamp?
  package var finishedAt: Timestamp
  /// Valid JSON, no larger than the limit of an output; only if completed.
  package var output: JSONText?
  /// What went wrong, for people; never if completed.
  package var error: String?

  package init(
    task: TaskID, runCreatedAt: Timestamp, attempt: Int32, outcome: Outcome, final: Bool, exitCode: Int16? = nil,
    signal: Int16? = nil, worker: WorkerID? = nil, queuedAt: Timestamp? = nil, assignedAt: Timestamp? = nil,
    startedAt: Timestamp? = nil, finishedAt: Timestamp, output: JSONText? = nil, error: String? = nil
  ) {
    self.task = task
    self.runCreatedAt = runCreatedAt
    self.attempt = attempt
    self.outcome = outcome
    self.final = final
    self.exitCode = exitCode
    self.signal = signal
    self.worker = worker
    self.queuedAt = queuedAt
    self.assignedAt = assignedAt
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.output = output
    self.error = error
  }

  /// About how many bytes it takes.
  package var size: Int { 200 + (output?.utf8.count ?? 0) + (error?.utf8.count ?? 0) }

  /// A verdict of the engine.
  package init(_ record: AttemptRecord) {
    self.init(
      task: record.task, runCreatedAt: record.runCreatedAt, attempt: record.attempt, outcome: record.outcome,
      final: record.final, worker: record.worker, queuedAt: record.queuedAt,
      startedAt: record.startedAt,
      finishedAt: max(record.finishedAt, record.startedAt ?? record.finishedAt),
      error: record.message?.replacing("\0", with: "\\0"))
  }
}

extension Statements {
  /// `byLeader`: in the transaction that draws the consequences.
  package func insertAttempts(_ rows: [AttemptRow], byLeader: Bool) -> Call {
    var values = Parameters()
    values.append(each: rows) { $0.task.runNumber }
    values.append(each: rows) { $0.runCreatedAt }
    values.append(each: rows) { Int16($0.task.ordinal) }
    values.append(each: rows) { $0.attempt }
    values.append(each: rows) { $0.outcome.text }
    values.append(each: rows) { $0.final }
    values.append(each: rows) { $0.exitCode }
    values.append(each: rows) { $0.signal }
    values.append(each: rows) { $0.worker?.rawValue }
    values.append(each: rows) { $0.queuedAt }
    values.append(each: rows) { $0.assignedAt }
    values.append(each: rows) { $0.startedAt }
    values.append(each: rows) { $0.finishedAt }
    values.append(each: rows) { $0.output }
    values.append(each: rows) { $0.error }
    values.append(byLeader)
    return Call(self["insert_attempts"], values)
  }
}

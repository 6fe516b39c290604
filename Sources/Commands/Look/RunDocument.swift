import Engine
package import JSON
import Monitor
import Time
import Workflows

/// A run as programs see it: `inspect --json`. The names of the fields are a contract; they are told in `Inspect`'s help.
package enum RunDocument {
  package static func value(_ picture: RunPicture) -> JSONValue {
    let run = picture.run
    return .object([
      ("id", .string(run.id.text)),
      ("workflow", .string(run.workflow.name)),
      ("version", .int(run.version.rawValue)),
      ("checksum", .string(run.checksum)),
      ("status", .string(run.status.rawValue)),
      ("priority", .int(run.priority)),
      ("created_at", .time(run.createdAt)),
      ("run_at", .time(run.runAt)),
      ("started_at", .time(run.startedAt)),
      ("finished_at", .time(run.finishedAt)),
      ("read_at", .time(run.readAt)),
      ("metadata", run.metadata?.value ?? .null),
      ("input", run.input.value),
      ("input_replaced_at", .time(run.inputReplacedAt)),
      ("workflow_paused_at", .time(run.pausedSince)),
      ("tasks", .array(run.tasks.map { task($0, picture.tail(of: $0)) })),
    ])
  }

  private static func task(_ task: TaskDetail, _ tail: FailureTail?) -> JSONValue {
    .object([
      ("name", .string(task.name)),
      ("needs", .array(task.needs.map { .string($0) })),
      ("status", .string(task.status.rawValue)),
      ("waiting_reason", task.waitingReason.map { .string($0) } ?? .null),
      ("started_at", .time(task.startedAt)),
      ("finished_at", .time(task.finishedAt)),
      ("running", task.live.map(running) ?? .null),
      ("attempts", .array(task.attempts.map(attempt))),
      ("log", .array(tail?.entries.map(LogDocument.value) ?? [])),
    ])
  }

  /// Of the attempt that runs; null while none does.
  private static func running(_ live: LiveDetail) -> JSONValue {
    guard live.state == .running else { return .null }
    return .object([
      ("attempt", .int(live.attempt)),
      ("worker", live.worker.map { .string($0.text) } ?? .null),
      ("started_at", .time(live.startedAt)),
      ("cancelling", .bool(live.cancelling)),
    ])
  }

  private static func attempt(_ attempt: AttemptDetail) -> JSONValue {
    .object([
      ("attempt", .int(attempt.attempt)),
      ("outcome", .string(attempt.outcome.text)),
      ("exit_code", attempt.exitCode.map { .int($0) } ?? .null),
      ("signal", attempt.signal.map { .int($0) } ?? .null),
      ("error", attempt.error.map { .string($0) } ?? .null),
      ("worker", attempt.worker.map { .string($0.text) } ?? .null),
      ("queued_at", .time(attempt.queuedAt)),
      ("assigned_at", .time(attempt.assignedAt)),
      ("started_at", .time(attempt.startedAt)),
      ("finished_at", .time(attempt.finishedAt)),
      ("output_bytes", attempt.outputSize.map { .int($0) } ?? .null),
    ])
  }
}

extension JSONValue {
  /// RFC 3339 in UTC, to the microsecond.
  static func time(_ time: Timestamp?) -> JSONValue { time.map { .string($0.rfc3339) } ?? .null }
}

import Engine
import JSON
import Monitor
import Terminal
import Time

/// The columns of a list of runs.
struct RunColumns {
  var look: Look
  var now: Timestamp

  var all: [Column<RunSummary>] {
    [
      Column("id") { [now] in .id($0.id, now: now) },
      Column("workflow", canShrink: true) { .text($0.workflow) },
      Column("status") { [look] in .status($0.status.rawValue, look: look) },
      Column("priority", isDefault: false) { .init(json: .int($0.priority), text: PriorityName.text($0.priority)) },
      Column("created_at", header: "CREATED") { [now] in .time($0.createdAt, now: now) },
      Column("run_at", header: "NOT BEFORE", isDefault: false) { [now] in .time($0.runAt, now: now) },
      Column("started_at", header: "STARTED", isDefault: false) { [now] in .time($0.startedAt, now: now) },
      Column("finished_at", header: "FINISHED", isDefault: false) { [now] in .time($0.finishedAt, now: now) },
      Column("duration", header: "TOOK", alignment: .right) { duration($0) },
      Column("tasks_total", header: "TASKS", alignment: .right, isDefault: false) { .count($0.tasksTotal) },
      Column("tasks_done", header: "DONE", alignment: .right) { run in
        .init(json: .int(run.tasksDone), text: "\(run.tasksDone)/\(run.tasksTotal)")
      },
      Column("tasks", header: "BY STATUS", isDefault: false) { tasks($0) },
      Column("metadata", canShrink: true, isDefault: false) { run in
        .init(json: run.metadata?.value ?? .null, text: run.metadata.map(MetadataText.line) ?? "")
      },
      Column("error", canShrink: true) { .text($0.error) },
    ]
  }

  /// Of an unfinished run programs get none, and people what it has taken so far by this machine's clock.
  private func duration(_ run: RunSummary) -> Field {
    guard let startedAt = run.startedAt else { return .duration(nil) }
    var field = Field.duration(max(.zero, (run.finishedAt ?? now) - startedAt))
    if run.finishedAt == nil { field.json = .null }
    return field
  }

  private func tasks(_ run: RunSummary) -> Field {
    let counts = Status.allCases.compactMap { status in run.tasksByStatus[status].map { (status.rawValue, $0) } }
    return Field(
      json: .object(counts.map { ($0.0, .int($0.1)) }),
      text: counts.map { "\($0.1) \($0.0)" }.joined(separator: ", "))
  }
}

extension RunSummary {
  /// How many of its tasks are final.
  var tasksDone: Int { tasksByStatus.reduce(0) { $0 + ($1.key.isFinal ? $1.value : 0) } }
}

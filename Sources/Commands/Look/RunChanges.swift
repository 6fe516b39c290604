import Engine
import Monitor
import Terminal
import Time

/// What happened to the tasks of a run between two looks at it, a line each.
struct RunChanges {
  private struct Seen: Equatable {
    var attempts = 0
    var status: Status?
    /// The attempt that runs.
    var running: Int32?
  }

  private var seen: [String: Seen] = [:]

  /// Since the last call; of a task that only waits for others nothing is said.
  mutating func lines(_ run: RunDetail, look: Look) -> [String] {
    let width = run.tasks.map { CellWidth.of(SafeText.line($0.name)) }.max() ?? 0
    var lines: [String] = []
    for task in run.tasks {
      let before = seen[task.name] ?? Seen()
      let name = Fitting.pad(SafeText.line(task.name), to: width)
      for attempt in task.attempts.dropFirst(before.attempts) {
        lines.append("\(attempt.finishedAt.brief)  \(name)  \(Self.text(attempt, task, look))")
      }
      let now = Seen(attempts: task.attempts.count, status: task.status, running: task.runningAttempt)
      if now != before, let text = Self.text(task, before.status, look) {
        lines.append("\((task.live?.startedAt ?? run.readAt).brief)  \(name)  \(text)")
      }
      seen[task.name] = now
    }
    return lines.sorted { $0.prefix(20) < $1.prefix(20) }
  }

  /// How an attempt ended.
  private static func text(_ attempt: AttemptDetail, _ task: TaskDetail, _ look: Look) -> String {
    let status = Status.task(live: nil, lastOutcome: attempt.outcome)
    var parts: [String] = []
    if attempt.attempt > 1 || !attempt.final { parts.append("attempt \(attempt.attempt)") }
    if let startedAt = attempt.startedAt {
      parts.append(DurationText.format(max(.zero, attempt.finishedAt - startedAt)))
    }
    if status != .completed, let error = attempt.error, let first = SafeText.multiline(error).first {
      parts.append(first)
    }
    let word = status.isFinal ? StatusMark(status.rawValue).text(look) : attempt.outcome.text
    return parts.isEmpty ? word : "\(word) (\(parts.joined(separator: ", ")))"
  }

  /// What an unfinished task does now.
  private static func text(_ task: TaskDetail, _ before: Status?, _ look: Look) -> String? {
    let mark = StatusMark(task.status.rawValue).text(look)
    switch task.status {
    case .running:
      let attempt = task.runningAttempt ?? 1
      return attempt > 1 ? "\(mark) (attempt \(attempt))" : mark
    case .queued: return before == .queued ? nil : mark
    case .waiting:
      guard task.live?.wakeAt != nil, before != nil || task.attempts.isEmpty else { return nil }
      return task.waitingReason.map { "\(mark): \(SafeText.line($0))" } ?? mark
    default: return nil
    }
  }
}

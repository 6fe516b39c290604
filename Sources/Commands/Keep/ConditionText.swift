import Time
import Workflows

/// Conditions as their file says them, in words.
struct ConditionText {
  /// Whether the task has no needs: what begins once they are met begins with the run.
  private let isRoot: Bool

  init(_ task: TaskDefinition) { isRoot = task.needs.isEmpty }

  /// All must hold.
  func all(_ conditions: [Condition]) -> String { joined(conditions, ", and ") }

  /// One must hold.
  func any(_ conditions: [Condition]) -> String { joined(conditions, ", or ") }

  private func joined(_ conditions: [Condition], _ word: String) -> String {
    if conditions.count == 1 { return text(conditions[0]) }
    return conditions.map { condition in
      switch condition {
      case .any(let parts) where parts.count > 1, .all(let parts) where parts.count > 1: "(\(text(condition)))"
      default: text(condition)
      }
    }.joined(separator: word)
  }

  private func text(_ condition: Condition) -> String {
    switch condition {
    case .any(let parts): return any(parts)
    case .all(let parts): return all(parts)
    case .parent(let name, let when): return "\(when) (of \(name))"
    case .sleep(let time, let from): return "\(DurationText.canonical(time)) after \(start(from))"
    case .event(let event):
      var text = "the event \(event.pattern)"
      if let when = event.when { text += " with \(when)" }
      if let since = event.since {
        text += " from \(DurationText.canonical(since)) before \(start(event.from)) on"
      } else if event.from == .runStart, !isRoot {
        text += " from \(start(event.from)) on"
      }
      return text
    }
  }

  private func start(_ from: ConditionStart) -> String {
    from == .runStart || isRoot ? "the run's start" : "its needs are met"
  }
}

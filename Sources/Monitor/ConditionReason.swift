import Engine
import Expressions
import JSON
import Time
import Workflows

/// Says what a task's conditions still wait for, and what would free it.
struct ConditionReason {
  var now: Timestamp
  var task: TaskDefinition
  /// When its timers and listeners started; nil: those that start once its parents are done have not.
  var since: Timestamp?
  var startOfRun: Timestamp
  /// Leaves that events have made true.
  var matched: Set<Int>
  /// Of the run: what keys are made of.
  var input: JSONValue
  var metadata: JSONValue

  /// What `wait_for` is open for; nil if nothing is.
  var sentence: String? {
    guard let since, let conditions = try? TaskConditions(task, ordinal: { _ in 0 }) else { return nil }
    let parts = conditions.waitFor.compactMap { text($0, conditions) }
    guard !parts.isEmpty else { return nil }
    let waited = now - since >= .seconds(1) ? ", for \(DurationText.format(now - since)) so far" : ""
    let keys = conditions.waitLeaves.compactMap { leaf -> String? in
      guard !matched.contains(leaf), case .event(let event) = conditions.leaves[leaf] else { return nil }
      return key(event).text
    }
    let way = keys.first.map { "; to free it: hatchet event push \($0)" } ?? ""
    return "waits for " + parts.joined(separator: " and ") + waited + way
  }

  /// nil if it holds, or says nothing that is still open.
  private func text(_ tree: TaskConditions.Tree, _ conditions: TaskConditions) -> String? {
    switch tree {
    case .leaf(let leaf):
      guard !matched.contains(leaf) else { return nil }
      switch conditions.leaves[leaf] {
      case .parent: return nil
      case .event(let event):
        let (text, isKnown) = key(event)
        let when = event.when.map { " with \($0.source)" } ?? ""
        return (isKnown && text.contains("*") ? "an event like '\(text)'" : "the event '\(text)'") + when
      case .sleep(let time, let from):
        let end = (from == .runStart ? startOfRun : since ?? now) + time
        let second = Timestamp(microseconds: end.microseconds / 1_000_000 * 1_000_000)
        return end > now ? "\(second.rfc3339) (in \(DurationText.format(end - now)))" : nil
      }
    case .all(let parts):
      let open = parts.compactMap { text($0, conditions) }
      return open.isEmpty ? nil : open.joined(separator: " and ")
    case .any(let parts):
      let open = parts.compactMap { text($0, conditions) }
      return open.isEmpty ? nil : open.joined(separator: " or ")
    }
  }

  private func key(_ event: EventLeaf) -> (text: String, isKnown: Bool) {
    let values = ["input": ExpressionValue(input), "additional_metadata": ExpressionValue(metadata)]
    let pattern = try? event.key.pattern { (expression) throws(ExpressionError) in try expression.evaluate(values) }
    return (pattern?.text ?? "?", pattern != nil)
  }
}

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
      // What else the event must say is in the sentence.
      return "hatchet event push \(Self.quoted(key(event).text))" + (event.when == nil ? "" : " --data ...")
    }
    let way = keys.first.map { "; to free it: \($0)" } ?? ""
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
        let second = end.rfc3339.prefix { $0 != "." } + "Z"
        return end > now ? "\(second) (in \(DurationText.format(end - now)))" : nil
      }
    case .all(let parts):
      let open = parts.compactMap { text($0, conditions) }
      return open.isEmpty ? nil : open.joined(separator: " and ")
    case .any(let parts):
      let open = parts.compactMap { text($0, conditions) }
      return open.isEmpty ? nil : open.joined(separator: " or ")
    }
  }

  /// For a shell: what comes from a run's input must do nothing there.
  private static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || ":._-/@+,".utf8.contains(byte)
      }
    return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }

  private func key(_ event: EventLeaf) -> (text: String, isKnown: Bool) {
    let values = ["input": ExpressionValue(input), "additional_metadata": ExpressionValue(metadata)]
    let pattern = try? event.key.pattern { (expression) throws(ExpressionError) in try expression.evaluate(values) }
    return (pattern?.text ?? "?", pattern != nil)
  }
}

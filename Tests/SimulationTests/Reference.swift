import Engine
import Workflows

/// What must become of a task, as plainly as can be: by its file's conditions, and by what its parents came to.
enum Reference {
  /// What a parent came to; `n` is what it gave, if it completed.
  struct Parent {
    var status: Status
    var n: Int?
  }

  /// The expressions that the scenery uses, in Swift; nil: it cannot be evaluated.
  static let expressions: [(source: String, value: @Sendable (Parent) -> Bool?)] = [
    ("status == 'failed'", { $0.status == .failed }),
    ("status in ['completed', 'skipped']", { $0.status == .completed || $0.status == .skipped }),
    ("output.n < 2", { $0.n.map { $0 < 2 } }),
    ("output.n == 3", { $0.n.map { $0 == 3 } }),
    ("status != 'completed' || output.n > 0", { $0.status != .completed || $0.n! > 0 }),
    ("true", { _ in true }),
  ]

  /// nil: it runs. Events and sleeps always come.
  static func status(_ task: TaskDefinition, _ parents: [String: Parent]) -> Status? {
    let skip = any(task.skipIf.map { value($0, parents) })
    let gates = all(task.needs.compactMap { need in need.when.map { value(.parent(need.task, when: $0), parents) } })
    let cancel = any(task.cancelIf.map { value($0, parents) })
    let ruled = task.needs.filter { $0.when == nil }.map { parents[$0.task]!.status }
    if skip == true { return .skipped }
    if skip == nil || gates == nil { return .failed }
    if gates == false { return .skipped }
    if cancel != false { return cancel == nil ? .failed : .cancelled }
    if ruled.contains(.failed) || ruled.contains(.cancelled) { return .cancelled }
    if !ruled.isEmpty, ruled.count == task.needs.count, ruled.allSatisfy({ $0 == .skipped }) { return .skipped }
    guard let wait = all(task.waitFor.map { value($0, parents) }) else { return .failed }
    return wait ? nil : .skipped
  }

  private static func value(_ condition: Condition, _ parents: [String: Parent]) -> Bool? {
    switch condition {
    case .parent(let name, let when): expressions.first { $0.source == when }!.value(parents[name]!)
    case .event, .sleep: true
    case .any(let parts): any(parts.map { value($0, parents) })
    case .all(let parts): all(parts.map { value($0, parents) })
    }
  }

  private static func any(_ values: [Bool?]) -> Bool? {
    values.contains(true) ? true : values.contains(nil) ? nil : false
  }

  private static func all(_ values: [Bool?]) -> Bool? {
    values.contains(false) ? false : values.contains(nil) ? nil : true
  }
}

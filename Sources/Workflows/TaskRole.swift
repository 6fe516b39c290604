/// What a task is in its run.
package enum TaskRole: Hashable, Sendable {
  /// A node of the graph.
  case ordinary
  /// Runs once a task of the graph has failed for good.
  case onFailure
  /// Undoes that task, once the run has failed or was cancelled.
  case compensate(String)
  /// Runs when all else is over, whatever happened.
  case finally

  package var isHook: Bool { self != .ordinary }
}

extension Workflow {
  /// Names that no task of the graph may have, since a hook has them.
  static let reservedNames = ["on_failure", "finally"]

  /// All that the engine runs, by ordinal: the tasks, then the hooks. A version's order never changes.
  package var allTasks: [TaskDefinition] {
    var all = tasks
    if let onFailure { all.append(TaskDefinition(onFailure, name: "on_failure", role: .onFailure)) }
    for task in tasks {
      guard let hook = task.compensate else { continue }
      all.append(TaskDefinition(hook, name: "compensate:\(task.name)", role: .compensate(task.name)))
    }
    if let finally { all.append(TaskDefinition(finally, name: "finally", role: .finally)) }
    return all
  }
}

extension TaskDefinition {
  fileprivate init(_ hook: Hook, name: String, role: TaskRole) {
    self.init(name: name, executor: hook.executor)
    self.role = role
    environment = hook.environment
    timeout = hook.timeout
    retry = hook.retry
    grace = hook.grace
  }
}

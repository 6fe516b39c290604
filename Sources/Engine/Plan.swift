package import Workflows

/// A workflow version as the engine uses it: the settings that it acts on, and the graph as indices.
package struct Plan: Hashable, Sendable {
  /// The workflow's name.
  package let workflow: String
  /// In the order of `Workflow.allTasks`: topological, and the hooks at the end. The index is the task's ordinal, a part
  /// of every stored `TaskID`: a version's order never changes.
  package let tasks: [PlannedTask]
  /// How long a run may take; nil for ever.
  package let timeout: Duration?
  let hookCount: Int

  /// Trusts the workflow as far as `Workflow` does.
  ///
  /// Throws `invalidPlan` if it has no task, or more than a `TaskID` can tell apart.
  package init(_ workflow: Workflow) throws(EngineError) {
    let all = workflow.allTasks
    guard !workflow.tasks.isEmpty, all.count <= TaskID.ordinals else {
      throw EngineError(
        code: .invalidPlan,
        message: "workflow '\(workflow.name)' has \(all.count) tasks, not 1 to \(TaskID.ordinals)")
    }
    let graph = workflow.graph
    var places: [String: Int] = [:]
    for (ordinal, task) in workflow.tasks.enumerated() { places[task.name] = ordinal }
    var tasks: [PlannedTask] = []
    for (ordinal, task) in all.enumerated() {
      tasks.append(
        PlannedTask(
          task, parents: task.role.isHook ? [] : graph.parents[ordinal],
          children: task.role.isHook ? [] : graph.children[ordinal],
          conditions: try TaskConditions(task, ordinal: { places[$0] })))
    }
    self.tasks = tasks
    self.workflow = workflow.name
    timeout = workflow.timeout
    hookCount = all.count - workflow.tasks.count
  }

  /// The ordinal of the task with that name.
  package func ordinal(named name: String) -> Int? { tasks.firstIndex { $0.name == name } }
}

/// A task of a plan.
package struct PlannedTask: Hashable, Sendable {
  package let name: String
  package let role: TaskRole
  /// nil if it has none.
  package let conditions: TaskConditions?
  /// Ordinals, ascending; all smaller than its own.
  package let parents: [Int]
  /// Ordinals, ascending; all greater than its own.
  package let children: [Int]
  package let retry: RetryPolicy
  /// How long it may be queued; nil for ever.
  package let scheduleTimeout: Duration?
  /// How many slots of one worker it takes: at least 1.
  package let slots: Int32
  package let labels: [DesiredLabel]

  init(_ task: TaskDefinition, parents: [Int], children: [Int], conditions: TaskConditions?) {
    name = task.name
    role = task.role
    self.conditions = conditions
    self.parents = parents
    self.children = children
    retry = task.retry
    scheduleTimeout = task.scheduleTimeout
    slots = Int32(clamping: max(1, task.slots))
    labels = task.labels
  }
}

package import Workflows

/// A workflow version as the engine uses it: the settings that it acts on, and the graph as indices.
package struct Plan: Hashable, Sendable {
  /// The workflow's name.
  package let workflow: String
  /// In the order of `Workflow.tasks`, which is topological. The index is the task's ordinal, a part of every stored
  /// `TaskID`: a version's order never changes.
  package let tasks: [PlannedTask]

  /// Trusts the workflow as far as `Workflow` does.
  ///
  /// Throws `invalidPlan` if it has no task, or more than a `TaskID` can tell apart.
  package init(_ workflow: Workflow) throws(EngineError) {
    guard (1...TaskID.ordinals).contains(workflow.tasks.count) else {
      throw EngineError(
        code: .invalidPlan,
        message: "workflow '\(workflow.name)' has \(workflow.tasks.count) tasks, not 1 to \(TaskID.ordinals)")
    }
    self.workflow = workflow.name
    let graph = workflow.graph
    tasks = workflow.tasks.enumerated().map { ordinal, task in
      PlannedTask(task, parents: graph.parents[ordinal], children: graph.children[ordinal])
    }
  }

  /// The ordinal of the task with that name.
  package func ordinal(named name: String) -> Int? { tasks.firstIndex { $0.name == name } }
}

/// A task of a plan.
package struct PlannedTask: Hashable, Sendable {
  package let name: String
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

  init(_ task: TaskDefinition, parents: [Int], children: [Int]) {
    name = task.name
    self.parents = parents
    self.children = children
    retry = task.retry
    scheduleTimeout = task.scheduleTimeout
    slots = Int32(clamping: max(1, task.slots))
    labels = task.labels
  }
}

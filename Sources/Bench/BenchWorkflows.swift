import Workflows

/// The workflows that are run.
enum BenchWorkflows {
  /// Of one task.
  static let single = "single"
  static let process = "process"
  static let dag = "dag"
  static let load = "load"

  static func all(_ plan: BenchPlan) -> [Workflow] {
    [
      Workflow(name: single, tasks: [task("t", needs: [])]), Workflow(name: process, tasks: [task("t", needs: [])]),
      Workflow(name: dag, tasks: tasks(plan.tasksPerRun ?? BenchPlan.usualTasksPerRun, plan.shape)),
      Workflow(name: load, tasks: tasks(plan.tasksPerRun ?? 1, plan.shape)),
    ]
  }

  static func tasks(_ count: Int, _ shape: BenchPlan.Shape) -> [TaskDefinition] {
    // Names in the order of the tasks, which is also the order of their ordinals.
    let names = (0..<count).map { "t" + String(10_000 + $0).dropFirst() }
    return names.indices.map { index in
      let needs: ArraySlice<String> =
        switch shape {
        case _ where index == 0: []
        case .chain: names[(index - 1)..<index]
        case .fan where index < count - 1 || count == 2: names[..<1]
        case .fan: names[1..<(count - 1)]
        }
      return task(names[index], needs: Array(needs))
    }
  }

  private static func task(_ name: String, needs: [String]) -> TaskDefinition {
    TaskDefinition(name: name, executor: .exec(["/bin/true"]), needs: needs.map { Need($0) })
  }
}

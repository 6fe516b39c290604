/// Which task comes before which, by index in `Workflow.tasks`.
package struct WorkflowGraph: Hashable, Sendable {
  /// The tasks' names, in the order of `Workflow.tasks`.
  package let names: [String]
  /// For each task those that it needs, ascending.
  package let parents: [[Int]]
  /// For each task those that need it, ascending.
  package let children: [[Int]]

  /// Those that need nothing.
  package var roots: [Int] { names.indices.filter { parents[$0].isEmpty } }
}

extension Workflow {
  /// Built anew at each call, in time linear in tasks and needs: keep it.
  package var graph: WorkflowGraph {
    var index: [String: Int] = [:]
    for (place, task) in tasks.enumerated() { index[task.name] = place }
    var parents: [[Int]] = []
    var children = [[Int]](repeating: [], count: tasks.count)
    for (place, task) in tasks.enumerated() {
      let before = Set(task.needs.compactMap { index[$0.task] }).sorted()
      for parent in before { children[parent].append(place) }
      parents.append(before)
    }
    return WorkflowGraph(names: tasks.map(\.name), parents: parents, children: children)
  }

  /// The task of that name.
  package func task(named name: String) -> TaskDefinition? { tasks.first { $0.name == name } }
}

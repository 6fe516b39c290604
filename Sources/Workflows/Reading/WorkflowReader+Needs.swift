import YAML

/// What only a look at all tasks can tell.
extension WorkflowReader {
  /// - Parameter names: of all tasks.
  func checkNeeds(_ tasks: [LocatedTask], names: Set<String>) {
    for task in tasks {
      var seen: Set<String> = []
      for (need, node) in task.needs {
        if need.task == task.task.name {
          report(.cycle, "task '\(need.task)' needs itself", at: node)
        } else if !names.contains(need.task) {
          reportUnknown(task: need.task, at: node, among: names.subtracting([task.task.name]))
        } else if !seen.insert(need.task).inserted {
          report(.duplicate, "task '\(task.task.name)' needs '\(need.task)' twice", at: node)
        }
      }
      for (parent, node) in task.parents where !task.needs.contains(where: { $0.need.task == parent }) {
        if names.contains(parent) {
          report(
            .unknownTask, "'\(parent)' is not one of the tasks that '\(task.task.name)' needs", at: node,
            hint: "add it to 'needs'")
        } else {
          reportUnknown(task: parent, at: node, among: Set(task.needs.map(\.need.task)))
        }
      }
      if task.task.stdin == .parent, task.needs.count != 1, let node = task.stdin {
        report(.invalidValue, "'stdin: parent' takes exactly one need, not \(task.needs.count)", at: node)
      }
    }
    reportCycles(tasks)
  }

  private func reportUnknown(task name: String, at node: YAMLNode, among names: @autoclosure () -> Set<String>) {
    report(
      .unknownTask, "unknown task '\(name)'", at: node,
      hint: Suggestion.nearest(to: name, among: names().sorted()).map { "did you mean '\($0)'?" })
  }

  /// One cycle for each knot of tasks that are on cycles with each other.
  private func reportCycles(_ tasks: [LocatedTask]) {
    var place: [String: Int] = [:]
    for (index, task) in tasks.enumerated() { place[task.task.name] = index }
    let parents = tasks.map { task in
      task.needs.compactMap { place[$0.need.task] }.filter { tasks[$0].task.name != task.task.name }
    }
    for cycle in Cycles(parents).found {
      // From parent to child, as data flows, beginning with the smallest name.
      var path = Array(cycle.reversed())
      guard let start = path.indices.min(by: { tasks[path[$0]].task.name < tasks[path[$1]].task.name }) else {
        continue
      }
      path = Array(path[start...] + path[..<start])
      let last = tasks[path[path.count - 1]].task.name
      guard let closing = tasks[path[0]].needs.first(where: { $0.need.task == last }) else { continue }
      let names = (path + [path[0]]).map { tasks[$0].task.name }
      report(
        .cycle, "tasks wait for each other: \(names.joined(separator: " → "))", at: closing.node,
        hint: "take one of these needs out")
    }
  }
}

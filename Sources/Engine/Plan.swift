/// A workflow version as the engine uses it: tasks in topological order, parents and children as indices.
package struct Plan: Hashable, Sendable {
  /// A task's ordinal is its index here. It is part of every stored `TaskID`: see `init(_:)`.
  package let tasks: [PlannedTask]

  /// Takes tasks in the order of their declaration and puts them into topological order: again and again the first
  /// declared of those whose parents are all placed. Stored ids hold the result, so this order never changes.
  ///
  /// Throws `invalidPlan`: no task, more than 4096, a name twice, an unknown parent, a cycle.
  package init(_ declared: [Declaration]) throws(EngineError) {
    guard !declared.isEmpty else { throw .invalidPlan("a workflow needs a task") }
    guard declared.count <= TaskID.ordinals else {
      throw .invalidPlan("a workflow has at most \(TaskID.ordinals) tasks, not \(declared.count)")
    }
    var indices: [String: Int] = [:]
    for (index, task) in declared.enumerated() where indices.updateValue(index, forKey: task.name) != nil {
      throw .invalidPlan("task '\(task.name)' is declared twice")
    }
    var parents: [[Int]] = []
    var children = [[Int]](repeating: [], count: declared.count)
    for (index, task) in declared.enumerated() {
      var own: [Int] = []
      for need in task.needs {
        guard let parent = indices[need] else {
          throw .invalidPlan("task '\(task.name)' needs '\(need)', which is not a task of the workflow")
        }
        guard !own.contains(parent) else { continue }
        own.append(parent)
        children[parent].append(index)
      }
      parents.append(own)
    }

    var unplaced = parents.map(\.count)
    var ready = BinaryHeap<Int>()
    for index in declared.indices where unplaced[index] == 0 { ready.push(index) }
    var order: [Int] = []
    var ordinals = [Int](repeating: -1, count: declared.count)
    while let index = ready.pop() {
      ordinals[index] = order.count
      order.append(index)
      for child in children[index] {
        unplaced[child] -= 1
        if unplaced[child] == 0 { ready.push(child) }
      }
    }
    guard order.count == declared.count else {
      let stuck = declared.indices.filter { ordinals[$0] < 0 }.map { "'\(declared[$0].name)'" }
      throw .invalidPlan("tasks \(stuck.joined(separator: ", ")) need each other in a cycle")
    }
    tasks = order.map { index in
      PlannedTask(
        name: declared[index].name, parents: parents[index].map { ordinals[$0] }.sorted(),
        children: children[index].map { ordinals[$0] }.sorted(), rules: declared[index].rules)
    }
  }

  /// The ordinal of the task with that name.
  package func ordinal(named name: String) -> Int? { tasks.firstIndex { $0.name == name } }

  /// What a workflow says about one task, as far as the engine cares.
  package struct Declaration: Hashable, Sendable {
    package var name: String
    package var needs: [String]
    package var rules: TaskRules

    package init(_ name: String, needs: [String] = [], rules: TaskRules = TaskRules()) {
      self.name = name
      self.needs = needs
      self.rules = rules
    }
  }
}

/// A task of a plan.
package struct PlannedTask: Hashable, Sendable {
  package let name: String
  /// Ordinals, ascending; all smaller than its own.
  package let parents: [Int]
  /// Ordinals, ascending; all greater than its own.
  package let children: [Int]
  package let rules: TaskRules
}

extension EngineError {
  fileprivate static func invalidPlan(_ message: String) -> EngineError {
    EngineError(code: .invalidPlan, message: message)
  }
}

import Expressions
import Time
package import Workflows

/// What decides when a task starts, besides its parents' success: the conditions of its file, with their leaves in one
/// list. The index of a leaf is stored: a version's order never changes.
package struct TaskConditions: Hashable, Sendable {
  package enum Leaf: Hashable, Sendable {
    /// The expression is true of that parent, once it is final.
    case parent(Int, when: ParentPredicate)
    case event(EventLeaf)
    case sleep(Duration, from: ConditionStart)
  }

  package indirect enum Tree: Hashable, Sendable {
    case leaf(Int)
    case any([Tree])
    case all([Tree])
  }

  package let leaves: [Leaf]
  /// By a parent's ordinal, the leaf that stands for it instead of the rule.
  package let gates: [Int: Int]
  /// One that holds skips it.
  package let skipIf: [Tree]
  /// One that holds cancels it.
  package let cancelIf: [Tree]
  /// All must hold.
  package let waitFor: [Tree]
  /// The leaves of `waitFor`.
  package let waitLeaves: Range<Int>
  /// Whether it may wait for events or time, and not for parents alone.
  let waits: Bool

  /// nil if the task has none. `ordinal`: of the task with that name.
  package init?(_ task: TaskDefinition, ordinal: @escaping (String) -> Int?) throws(EngineError) {
    let hasGates = task.needs.contains { $0.when != nil }
    guard hasGates || !task.waitFor.isEmpty || !task.skipIf.isEmpty || !task.cancelIf.isEmpty else { return nil }
    var builder = Builder(ordinal: ordinal)
    var gates: [Int: Int] = [:]
    for need in task.needs {
      guard let when = need.when, let parent = ordinal(need.task) else { continue }
      gates[parent] = builder.add(.parent(parent, when: try ParentPredicate(when)))
    }
    self.gates = gates
    skipIf = try builder.trees(task.skipIf)
    cancelIf = try builder.trees(task.cancelIf)
    let first = builder.leaves.count
    waitFor = try builder.trees(task.waitFor)
    leaves = builder.leaves
    waitLeaves = first..<leaves.count
    waits = leaves.contains { if case .parent = $0 { false } else { true } }
  }

  private struct Builder {
    let ordinal: (String) -> Int?
    var leaves: [Leaf] = []

    mutating func add(_ leaf: Leaf) -> Int {
      leaves.append(leaf)
      return leaves.count - 1
    }

    mutating func trees(_ conditions: [Condition]) throws(EngineError) -> [Tree] {
      var trees: [Tree] = []
      for condition in conditions { trees.append(try tree(condition)) }
      return trees
    }

    mutating func tree(_ condition: Condition) throws(EngineError) -> Tree {
      switch condition {
      case .any(let parts): return .any(try trees(parts))
      case .all(let parts): return .all(try trees(parts))
      case .sleep(let time, let from): return .leaf(add(.sleep(time, from: from)))
      case .event(let event): return .leaf(add(.event(try EventLeaf(event))))
      case .parent(let name, let when):
        guard let parent = ordinal(name) else {
          throw EngineError(code: .invalidPlan, message: "a condition names '\(name)', which is no task")
        }
        return .leaf(add(.parent(parent, when: try ParentPredicate(when))))
      }
    }
  }

  /// What a tree comes to.
  package static func truth(_ tree: Tree, _ truths: [Truth]) -> Truth {
    switch tree {
    case .leaf(let index): truths[index]
    case .any(let parts): .any(parts.lazy.map { truth($0, truths) })
    case .all(let parts): .all(parts.lazy.map { truth($0, truths) })
    }
  }

  /// Whether something of it starts with the run, or the task has no parents to wait for first: its run must be in
  /// memory from the beginning.
  func startsWithRun(hasParents: Bool) -> Bool {
    leaves.contains { leaf in
      switch leaf {
      case .parent: false
      case .event(let event): !hasParents || event.from == .runStart
      case .sleep(_, let from): !hasParents || from == .runStart
      }
    }
  }
}

/// A leaf that an event makes true.
package struct EventLeaf: Hashable, Sendable {
  package let key: KeyTemplate
  package let when: EventPredicate?
  package let from: ConditionStart
  /// How long before that an event may have come.
  package let since: Duration

  init(_ condition: EventCondition) throws(EngineError) {
    do {
      key = try KeyTemplate(condition.pattern)
    } catch {
      throw EngineError(code: .invalidPlan, message: "in '\(condition.pattern)': \(error.message)")
    }
    when = try condition.when.map(EventPredicate.init)
    from = condition.from
    since = condition.since ?? .zero
  }

  func judge(_ event: HeardEvent) -> Judgement { when?.judge(event) ?? Judgement(truth: .holds) }
}

import Time

/// A run of more than one task: what is known of each. A run of one task needs none.
struct RunGraph {
  struct Node {
    /// nil while the task is live.
    var final: Status?
    /// How many parents are live.
    var pending: UInt16 = 0
    /// Of a final task: the highest number that it used.
    var attempt: Int32 = 0
    /// When it became final.
    var endedAt = Timestamp(microseconds: 0)
  }

  /// By ordinal.
  var nodes: [Node]
  /// How many are live.
  var live: Int

  /// All live.
  init(taskCount: Int) {
    nodes = Array(repeating: Node(), count: taskCount)
    live = taskCount
  }

  /// A live task has become final.
  mutating func finish(_ ordinal: Int, _ status: Status, attempt: Int32, at time: Timestamp) {
    nodes[ordinal].final = status
    nodes[ordinal].endedAt = time
    nodes[ordinal].attempt = attempt
    live -= 1
  }

  /// A final task is live again.
  mutating func revive(_ ordinal: Int) {
    nodes[ordinal].final = nil
    live += 1
  }

  /// Counts the live parents of every task anew.
  mutating func countPending(_ plan: Plan) {
    for (ordinal, task) in plan.tasks.enumerated() {
      nodes[ordinal].pending = UInt16(task.parents.count { nodes[$0].final == nil })
    }
  }

  /// What becomes of a task that neither runs nor waits for a time.
  enum Verdict {
    case ready
    case waitForParents
    case skip
    /// Because of that parent.
    case cancel(Int)
  }

  func verdict(_ ordinal: Int, _ plan: Plan) -> Verdict {
    let parents = plan.tasks[ordinal].parents
    if parents.isEmpty { return .ready }
    if let culprit = parents.first(where: { nodes[$0].final == .failed || nodes[$0].final == .cancelled }) {
      return .cancel(culprit)
    }
    if nodes[ordinal].pending > 0 { return .waitForParents }
    return parents.allSatisfy { nodes[$0].final == .skipped } ? .skip : .ready
  }

  var status: Status { Status.run(nodes.lazy.compactMap(\.final)) }
}

/// A plan, and the shape of each of its tasks.
struct KnownPlan {
  let version: VersionID
  let plan: Plan
  let shapes: [Int]
  /// By ordinal: whether it is a hook, or has conditions.
  let isSpecial: [Bool]
  /// Whether its runs may be put aside: one that may be queued for so long only must be in memory.
  let mayBeDeferred: Bool
  /// Whether a task of it is special.
  let hasSpecial: Bool
}

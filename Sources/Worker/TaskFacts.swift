import Database
import Engine
import Store
import Workflows

/// What only some tasks read: what woke them, and what went wrong before them.
package struct TaskFacts: Sendable {
  /// By key, the payload of the newest event that its conditions waited for.
  var events: [(key: String, payload: JSONText)] = []
  /// Of a hook: the tasks that failed, by name, and why.
  var errors: [(task: String, error: String)]?
  /// Of `finally`: what the graph came to.
  var status: Status?
}

extension WorkerNode {
  /// What each of these orders needs besides inputs and outputs; most need nothing, and cost nothing.
  func loadFacts(_ orders: [Incoming]) async throws(StoreError) -> [TaskID: TaskFacts] {
    var facts: [TaskID: TaskFacts] = [:]
    let listening = orders.filter { definition(of: $0)?.listensForEvents == true }
    if !listening.isEmpty {
      let wanted = listening.map { (id: $0.task, run: $0.run) }
      let matches = try await link.perform { session async throws(StoreError) in
        try await session.loadMatches(of: wanted)
      }
      for match in matches {
        facts[match.task, default: TaskFacts()].events.removeAll { $0.key == match.key }
        facts[match.task, default: TaskFacts()].events.append((match.key, match.payload))
      }
    }
    let hooks = orders.filter { definition(of: $0).map { $0.role == .onFailure || $0.role == .finally } == true }
    guard !hooks.isEmpty else { return facts }
    let runs = hooks.map(\.run)
    let endings = try await link.perform { session async throws(StoreError) in try await session.loadEndings(of: runs) }
    for hook in hooks {
      guard let workflow = workflows[hook.version] else { continue }
      let ordinary = workflow.tasks.prefix { !$0.role.isHook }
      let ended = ordinary.indices.map { endings[TaskID(run: hook.run.number, ordinal: $0)] }
      facts[hook.task, default: TaskFacts()].errors = zip(ordinary, ended).compactMap { task, ending in
        guard let ending, Status.task(live: nil, lastOutcome: ending.outcome) == .failed else { return nil }
        return (task.name, ending.error ?? ending.outcome.text)
      }
      guard definition(of: hook)?.role == .finally else { continue }
      facts[hook.task]?.status = .run(ended.compactMap { $0.map { .task(live: nil, lastOutcome: $0.outcome) } })
    }
    return facts
  }

  private func definition(of order: Incoming) -> TaskDefinition? {
    guard let workflow = workflows[order.version], order.task.ordinal < workflow.tasks.count else { return nil }
    return workflow.tasks[order.task.ordinal]
  }
}

extension TaskDefinition {
  /// Whether an event may be among what it waits for.
  fileprivate var listensForEvents: Bool { (waitFor + skipIf + cancelIf).contains(where: \.hasEvent) }
}

extension Condition {
  fileprivate var hasEvent: Bool {
    switch self {
    case .event: true
    case .any(let parts), .all(let parts): parts.contains(where: \.hasEvent)
    case .parent, .sleep: false
    }
  }
}

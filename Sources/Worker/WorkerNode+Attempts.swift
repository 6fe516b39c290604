import ChildProcess
import Database
import Engine
import JSON
import Leader
import Store
import Synchronization
import Time
import Workflows

extension WorkerNode {
  /// Reads the inputs of runs whose tasks may come soon.
  func expect(_ runs: [RunID], as id: WorkerID) {
    guard id == self.id, !isDraining else { return }
    let unknown = inputsAhead.unknown(of: runs)
    guard !unknown.isEmpty else { return }
    inputsAhead.add(
      Task { [link] in
        (try? await link.perform { session async throws(StoreError) in try await session.loadInputs(of: unknown) })
          ?? [:]
      }, for: unknown)
  }

  /// These runs may have other inputs now.
  func forget(_ runs: [RunID], as id: WorkerID) {
    guard id == self.id else { return }
    _ = inputsAhead.take(runs.map(\.number))
  }

  /// From the leader of this process.
  func accept(_ assignments: [Assignment], as id: WorkerID) async {
    guard id == self.id else { return }
    await accept(
      assignments.map {
        Incoming(
          task: $0.task, run: $0.run, version: $0.version, attempt: $0.attempt, maxAttempts: $0.maxAttempts,
          queuedAt: $0.queuedAt, budget: nil)
      })
  }

  /// From a leader elsewhere: the rows say what else there is to know. What is this worker's no more is left alone.
  func beginRemote(_ notices: [(task: TaskID, attempt: Int32)], as id: WorkerID) async throws(StoreError) {
    let rows = try await link.performPromptly { session async throws(StoreError) in
      try await session.loadAssigned(notices.map(\.task))
    }
    let wanted = Dictionary(notices.map { ($0.task, $0.attempt) }, uniquingKeysWith: max)
    let orders = rows.filter { $0.worker == id && $0.attempt == wanted[$0.id] }.map { row in
      Incoming(
        task: row.id, run: row.run, version: row.version, attempt: row.attempt, maxAttempts: nil,
        queuedAt: row.queuedAt,
        budget: .init(failures: row.failures, losses: row.losses))
    }
    await accept(orders)
  }

  func stop(_ orders: [StopOrder], as id: WorkerID) {
    guard id == self.id else { return }
    for order in orders {
      attempts.stop(order.task, attempt: order.attempt, for: order.reason == .cancel ? .cancelled : .overdue)
    }
  }

  /// An assignment, before its input was loaded.
  struct Incoming: Sendable {
    var task: TaskID
    var run: RunID
    var version: VersionID
    var attempt: Int32
    var maxAttempts: Int32?
    var queuedAt: Timestamp?
    var budget: AttemptOrder.RemoteBudget?
  }

  /// Takes them over at once, so that an order to stop one finds it; then loads what they need, and runs them. A worker
  /// that drains gives them back.
  private func accept(_ incoming: [Incoming]) async {
    let fresh = incoming.filter { order in
      attempts.add(
        order.task, .init(attempt: order.attempt, run: order.run, isRemote: order.budget != nil))
    }
    guard !fresh.isEmpty else { return }
    guard !isDraining else {
      for order in fresh { await giveBack(order) }
      return
    }
    let ahead = inputsAhead.take(fresh.map(\.run.number))
    Task { await begin(fresh, ahead) }
  }

  private func begin(_ incoming: [Incoming], _ ahead: [Int64: InputsAhead.Reading]) async {
    var inputs: [Int64: RunInput] = [:]
    for (run, reading) in ahead { inputs[run] = await reading.value[run] }
    var incoming = incoming
    var pause = Duration.milliseconds(50)
    while true {
      do throws(StoreError) {
        let orders = try await load(incoming, inputs)
        for order in orders.dropLast() { Task { await perform(order) } }
        if let last = orders.last { await perform(last) }
        return
      } catch {
        // What was stopped meanwhile is over; the rest waits until the tables answer again.
        tell(.interrupted(error.message))
        try? await Task.sleep(for: pause)
        pause = min(pause * 2, .seconds(2))
        incoming = incoming.filter { attempts.entries[$0.task]?.attempt == $0.attempt }
        for order in incoming where attempts.entries[order.task]?.stop != nil { await giveBack(order) }
        incoming = incoming.filter { attempts.entries[$0.task]?.attempt == $0.attempt }
        guard !incoming.isEmpty else { return }
      }
    }
  }

  /// Reports an attempt that never began.
  func giveBack(_ order: Incoming) async {
    let stop = attempts.entries[order.task]?.stop
    let outcome: Outcome = stop == .cancelled || stop == .overdue ? .cancelled : .released
    await refuse(order, outcome, nil)
  }

  private func refuse(_ order: Incoming, _ outcome: Outcome, _ error: String?) async {
    let now = ContinuousClock.now
    await report(order, AttemptEnding(outcome: outcome, error: error, startedAt: now, finishedAt: now))
  }

  // MARK: What an attempt needs

  /// `inputs` that are known already.
  private func load(
    _ incoming: [Incoming], _ inputs: [Int64: RunInput]
  ) async throws(StoreError) -> [AttemptOrder] {
    let unknown = Set(incoming.map(\.version)).subtracting(workflows.keys)
    if !unknown.isEmpty { try await loadWorkflows(unknown) }
    var parents: [(id: TaskID, run: RunID)] = []
    for order in incoming {
      for parent in self.parents(of: order) { parents.append((parent.id, order.run)) }
    }
    let (runs, wanted) = (Array(Set(incoming.map(\.run).filter { inputs[$0.number] == nil })), parents)
    var inputs = inputs
    if !runs.isEmpty {
      let loaded = try await link.perform { session async throws(StoreError) in try await session.loadInputs(of: runs) }
      inputs.merge(loaded) { _, new in new }
    }
    var outputs: [TaskID: TaskOutput] = [:]
    if !wanted.isEmpty {
      outputs = try await link.perform { session async throws(StoreError) in
        try await session.loadOutputs(of: wanted)
      }
    }
    let facts = try await loadFacts(incoming)
    let assignedAt = link.now ?? WallClock.now()
    var orders: [AttemptOrder] = []
    for order in incoming {
      guard let workflow = workflows[order.version], order.task.ordinal < workflow.tasks.count,
        let input = inputs[order.run.number]
      else {
        await refuse(order, .failed, "this worker cannot read the workflow's version, or the run's input is gone")
        continue
      }
      let definition = workflow.tasks[order.task.ordinal]
      orders.append(
        AttemptOrder(
          task: order.task, run: order.run, version: order.version, attempt: order.attempt,
          maxAttempts: order.maxAttempts ?? order.attempt + Int32(definition.retry.retries)
            - (order.budget?.failures ?? 0),
          queuedAt: order.queuedAt, assignedAt: assignedAt, remoteBudget: order.budget, workflow: workflow,
          definition: definition, input: input, parents: self.parents(of: order).map { ($0.name, outputs[$0.id]) },
          facts: facts[order.task] ?? TaskFacts()))
    }
    return orders
  }

  private func parents(of order: Incoming) -> [(name: String, id: TaskID)] {
    guard let workflow = workflows[order.version], order.task.ordinal < workflow.tasks.count else { return [] }
    let task = workflow.tasks[order.task.ordinal]
    // What undoes a task sees what that gave.
    let names = if case .compensate(let name) = task.role { [name] } else { task.needs.map(\.task) }
    return names.compactMap { name in
      workflow.ordinals[name].map { (name, TaskID(run: order.run.number, ordinal: $0)) }
    }
  }

  private func loadWorkflows(_ versions: Set<VersionID>) async throws(StoreError) {
    let stored = try await link.perform { session async throws(StoreError) in
      try await session.loadDefinitions(of: Array(versions))
    }
    for (version, entry) in stored {
      guard let workflow = entry.workflow else { continue }
      workflows[version] = LoadedWorkflow(workflow)
    }
  }
}

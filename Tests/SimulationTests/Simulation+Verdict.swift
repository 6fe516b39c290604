import Engine
import Workflows

extension Simulation {
  /// At the end: every run has the status that its tasks say, and every task the one that its parents and its attempts
  /// say, worked out here as plainly as can be.
  func judge() throws {
    for run in database.runs {
      let plan = plans[run.version]!
      var statuses: [Status] = []
      for (ordinal, task) in plan.tasks.enumerated() {
        let id = TaskID(run: run.id.number, ordinal: ordinal)
        let attempts = database.attempts[id] ?? [:]
        guard let last = attempts.max(by: { $0.key < $1.key })?.value else { throw Violation("\(id) was forgotten") }
        let status = try plainStatus(last.outcome)
        statuses.append(status)
        // A run whose time is over, or whose tasks gave something else before a replay, follows no simple rule.
        let isPlain = plan.timeout == nil && !replayed.contains(run.id) && !cancelled.contains(run.id)
        if isPlain { try judge(id, status, last, of: run, statuses) }
        if !replayed.contains(run.id) { try judge(attempts, of: id, task) }
      }
      guard database.finished[run.id] == plainStatus(of: statuses) else {
        throw Violation("run \(run.id.number) ended as \(database.finished[run.id]?.rawValue ?? "-"), with \(statuses)")
      }
    }
  }

  private func judge(
    _ id: TaskID, _ status: Status, _ last: ModelDatabase.AttemptRow, of run: ArrivedRun, _ statuses: [Status]
  ) throws {
    let definitions = workflows[Int(run.version.rawValue)].allTasks
    let definition = definitions[id.ordinal]
    let ordinary = zip(definitions, statuses).filter { !$0.0.role.isHook }
    var expected: Status?
    switch definition.role {
    case .ordinary:
      var parents: [String: Reference.Parent] = [:]
      for (place, parent) in definitions[..<id.ordinal].enumerated() {
        parents[parent.name] = Reference.Parent(
          status: statuses[place], n: database.output(TaskID(run: id.runNumber, ordinal: place)))
      }
      expected = Reference.status(definition, parents)
    case .onFailure: expected = ordinary.contains { $0.1 == .failed } ? nil : .skipped
    case .compensate(let name):
      let isBad = ordinary.contains { $0.1 == .failed || $0.1 == .cancelled }
      expected = isBad && ordinary.contains { $0.0.name == name && $0.1 == .completed } ? nil : .skipped
    case .finally: expected = nil
    }
    if let expected {
      guard status == expected else {
        throw Violation(
          "\(id) is \(status), not \(expected), of \(statuses): needs \(definition.needs), skip_if \(definition.skipIf), cancel_if \(definition.cancelIf), wait_for \(definition.waitFor)"
        )
      }
    } else if status == .cancelled || !last.isReport && status == .skipped {
      throw Violation("\(id) is \(status) for nothing")
    }
  }

  /// Retries: never more than allowed, and no failure before they are used up, unless it is said to be hopeless.
  private func judge(_ attempts: [Int32: ModelDatabase.AttemptRow], of id: TaskID, _ task: PlannedTask) throws {
    let failures = attempts.values.count { $0.isReport && ($0.outcome == .failed || $0.outcome == .timedOut) }
    guard failures <= task.retry.retries + 1 else { throw Violation("\(id) failed \(failures) times") }
    let losses = attempts.values.count { $0.outcome == .lost }
    guard losses <= Engine.lossBudget else { throw Violation("\(id) was lost \(losses) times") }
  }

  private func plainStatus(_ outcome: Outcome) throws -> Status {
    switch outcome {
    case .completed: .completed
    case .skipped: .skipped
    case .cancelled: .cancelled
    case .failed, .timedOut: .failed
    case .lost, .deferred, .released: throw Violation("a task ended as \(outcome)")
    }
  }

  private func plainStatus(of tasks: [Status]) -> Status {
    if tasks.contains(.failed) { return .failed }
    return tasks.contains(.cancelled) ? .cancelled : .completed
  }
}

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
        let parents = task.parents.map { statuses[$0] }
        statuses.append(status)

        if parents.contains(.failed) || parents.contains(.cancelled) {
          guard status == .cancelled else { throw Violation("\(id) is \(status) after a parent failed") }
        } else if !parents.isEmpty, parents.allSatisfy({ $0 == .skipped }) {
          guard status == .skipped || cancelled.contains(run.id) else {
            throw Violation("\(id) is \(status) after all parents were skipped")
          }
        } else if status == .skipped, !last.isReport {
          throw Violation("\(id) was skipped for nothing")
        } else if status == .cancelled, !cancelled.contains(run.id) {
          throw Violation("\(id) was cancelled for nothing")
        }
        if !replayed.contains(run.id) { try judge(attempts, of: id, task) }
      }
      guard database.finished[run.id] == plainStatus(of: statuses) else {
        throw Violation("run \(run.id.number) ended as \(database.finished[run.id]?.rawValue ?? "-"), with \(statuses)")
      }
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

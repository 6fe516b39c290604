import Database
import Engine
import JSON
import Leader
import Store
import Synchronization
import TestRandom
import TestSupport
import Time

/// A leader and a worker in its process that ends attempts at once, as dice fall, or holds them until they are stopped.
final class Player: LocalWorker {
  private struct State {
    var dice: Dice
    var held: [TaskID: Assignment] = [:]
    /// Holds nothing any more, and lets all succeed.
    var isGood = false
  }

  private let id: WorkerID
  private let inbox = LeaderInbox()
  private let session: WorkerSession
  private let connection: Connection
  private let state: Mutex<State>
  private let leading: Task<Void, Never>
  private let finished: EventLog<RunFinish>

  init(_ world: RelayWorld, seed: UInt64, tell: @escaping @Sendable (LeaderEvent) -> Void = { _ in }) async throws {
    connection = try await world.core.connect(name: "player")
    session = WorkerSession(connection, world.statements)
    state = Mutex(State(dice: Dice(seed: seed)))
    id = try await session.register(name: "player", host: "h", pid: 1, slots: 16, labels: .object([]))
    let finished = EventLog<RunFinish>()
    self.finished = finished
    let service = LeaderService(world.core.target, world.statements, inbox: inbox, holder: "player") { event in
      if case .runFinished(let finish) = event { finished.append(finish) }
      tell(event)
    }
    leading = Task { await service.run() }
    inbox.join(self, as: id)
  }

  /// Steps down in order.
  func leave() async throws {
    try await session.stop(id)
    inbox.leave(id)
    inbox.stepDown()
    await leading.value
    await connection.close()
  }

  /// All that is held ends well, and so does all that comes.
  func relent() {
    let held = state.withLock { state in
      state.isGood = true
      defer { state.held = [:] }
      return Array(state.held.values)
    }
    for assignment in held { report(assignment, .completed) }
  }

  func finishes(atLeast count: Int) async throws {
    try await finished.wait(for: "the end of \(count) runs") { $0.count >= count }
  }

  func expect(_ runs: [RunID]) {}

  func forget(_ runs: [RunID]) {}

  func start(_ assignments: [Assignment]) {
    for assignment in assignments {
      let outcome = state.withLock { state -> Outcome? in
        if state.isGood { return .completed }
        switch Int.random(in: 0..<40, using: &state.dice) {
        case 0:
          state.held[assignment.task] = assignment
          return nil
        case 1...8: return .failed
        case 9, 10: return .timedOut
        case 11, 12: return .lost
        default: return .completed
        }
      }
      if let outcome { report(assignment, outcome) }
    }
  }

  func stop(_ orders: [StopOrder]) {
    for order in orders {
      guard let assignment = state.withLock({ $0.held.removeValue(forKey: order.task) }) else { continue }
      report(assignment, .cancelled)
    }
  }

  func disown() {}

  private func report(_ assignment: Assignment, _ outcome: Outcome) {
    let started = assignment.queuedAt + .milliseconds(1)
    let isBad = outcome == .failed || outcome == .timedOut
    _ = inbox.report(
      .init(
        report: Report(
          task: assignment.task, attempt: assignment.attempt, worker: id, outcome: outcome, exitCode: isBad ? 3 : 0),
        row: AttemptRow(
          task: assignment.task, runCreatedAt: assignment.run.createdAt, attempt: assignment.attempt, outcome: outcome,
          final: false, worker: id, queuedAt: assignment.queuedAt, startedAt: started,
          finishedAt: started + .milliseconds(7), error: isBad ? "exit code 3" : nil)))
  }
}

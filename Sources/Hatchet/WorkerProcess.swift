import Database
package import Leader
package import Monitor
import Store
package import Worker

/// What `hatchet worker` and `hatchet engine` are: a candidate for the leadership, who relays to the monitor while it
/// leads, and, unless it is only that, a worker.
package struct WorkerProcess: Sendable {
  /// What it tells whoever watches.
  package enum Event: Sendable {
    case leader(LeaderEvent)
    case worker(WorkerEvent)
    case relay(RelayEvent)
  }

  private let inbox = LeaderInbox()
  private let leader: LeaderService?
  private let relay: RelayService
  private let worker: WorkerNode?

  /// `settings` nil: runs no tasks. `canLead` false: leaves leading to others. `executor` nil: a process per attempt.
  /// `relays` false: nothing is written to the monitor.
  package init(
    _ client: Client, worker settings: WorkerSettings?, executor: (any TaskExecutor)? = nil, canLead: Bool = true,
    relays: Bool = true, holder: String, tell: @escaping @Sendable (Event) -> Void
  ) throws(HatchetError) {
    let relay = RelayService(client.statements) { () async throws(StoreError) in
      try await client.relayLinks()
    } tell: {
      tell(.relay($0))
    }
    self.relay = relay
    leader =
      canLead
      ? LeaderService(client.target, client.statements, inbox: inbox, holder: holder) { event in
        if relays { Self.note(event, relay) }
        tell(.leader(event))
      } : nil
    guard let settings else {
      worker = nil
      return
    }
    do throws(StoreError) {
      // Not by `??`, which forgets the type of the error.
      let executor: any TaskExecutor =
        if let executor { executor } else {
          try ProcessExecutor(scratch: Self.scratch(settings), environment: settings.environment)
        }
      worker = WorkerNode(settings, client.target, client.statements, inbox: inbox, executor: executor) {
        tell(.worker($0))
      }
    } catch {
      throw HatchetError(error)
    }
  }

  private static func scratch(_ settings: WorkerSettings) -> String {
    settings.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
  }

  /// Who leads relays; one who steps down in order completes what is to be seen first.
  private static func note(_ event: LeaderEvent, _ relay: RelayService) {
    switch event {
    case .elected: relay.lead(true)
    case .interrupted, .standingBy: relay.lead(false)
    case .runFinished: relay.noteNews()
    case .deposed, .workerLost, .refused, .warning, .steppedDown: break
    }
  }

  /// Runs until `drain`ed. The leadership is kept until the worker has reported all that it did.
  package func run() async throws(HatchetError) {
    let relaying = Task { await relay.run() }
    let leading = Task {
      await leader?.run()
      relay.leave()
      await relaying.value
    }
    do throws(StoreError) {
      if let worker {
        try await worker.run()
        inbox.stepDown()
      }
    } catch {
      inbox.stepDown()
      await leading.value
      throw HatchetError(error)
    }
    await leading.value
  }

  /// Ends in order: what runs is finished, then reported; the second call, or `hurry`, stops it, and gives it back.
  package func drain(hurry: Bool = false) async {
    if let worker { await worker.drain(hurry: hurry) } else { inbox.stepDown() }
  }
}

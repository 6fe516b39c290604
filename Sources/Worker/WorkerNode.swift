package import Database
import Engine
package import Leader
package import Store
import Time
import Workflows

/// A worker: it takes assignments from the leader of its own process in memory, from any other one through the tables,
/// runs each by its executor, and reports how it ended.
package actor WorkerNode {
  private static let beatInterval = Duration.seconds(4)
  /// Shorter than the time after which the leader gives up a worker that is not connected.
  private static let reconnectInterval = Duration.milliseconds(250)
  /// While it drains, and waits only for the tables.
  private static let storingInterval = Duration.milliseconds(50)
  /// For the database to come back, when in a hurry.
  private static let lastWait = Duration.seconds(10)

  let settings: WorkerSettings
  let inbox: LeaderInbox
  let link: WorkerLink
  let shipper = LogShipper()
  let outbox = ReportOutbox()
  let tell: @Sendable (WorkerEvent) -> Void
  let executor: any TaskExecutor
  let doorbell: Doorbell

  var id: WorkerID?
  var attempts = RunningAttempts()
  var workflows: [VersionID: LoadedWorkflow] = [:]
  var inputsAhead = InputsAhead()
  private var handle: LocalHandle?
  private var lastNotice: Int64 = 0
  private(set) var isDraining = false
  private var isHurried = false
  private var lastChance: ContinuousClock.Instant?
  private var mustRegisterAnew = false
  /// What it was told last: it is kept when it registers anew.
  private var isPaused = false

  /// `executor` is this worker's from now on, and is closed when it has left.
  package init(
    _ settings: WorkerSettings, _ target: ConnectionTarget, _ statements: Statements, inbox: LeaderInbox,
    executor: any TaskExecutor, tell: @escaping @Sendable (WorkerEvent) -> Void
  ) {
    self.settings = settings
    self.inbox = inbox
    self.executor = executor
    self.tell = tell
    doorbell = Doorbell()
    link = WorkerLink(target, statements, doorbell: doorbell)
  }

  /// Works until drained. Throws only if it cannot even begin.
  package func run() async throws(StoreError) {
    defer { executor.close() }
    try await enlist()
    let shipping = Task { await ship() }
    let reporting = Task { await reportAll() }
    while !isDone {
      await turn()
      if !isDone { await doorbell.wait(atMost: await pause()) }
    }
    shipping.cancel()
    reporting.cancel()
    await leave()
  }

  /// Takes nothing new from now on, and ends when what runs has ended. Again, or with `hurry`: what runs is stopped, and
  /// given back.
  package func drain(hurry: Bool = false) async {
    isHurried = isHurried || hurry || isDraining
    isDraining = true
    tell(.draining(running: attempts.count))
    if let id { inbox.drain(id) }
    if isHurried { attempts.stopAll(for: .released) }
    if let id {
      try? await link.performPromptly { session async throws(StoreError) in try await session.setDraining(id) }
    }
    inbox.noteWorkerNews()
    doorbell.ring()
  }

  /// How many attempts it has.
  package var running: Int { attempts.count }

  /// Nothing runs, and all that was done is stored; in a hurry, the database gets a limited time for that.
  private var isDone: Bool {
    guard isDraining, attempts.isEmpty else { return false }
    if outbox.isIdle { return true }
    guard isHurried else { return false }
    let deadline = lastChance ?? .now + Self.lastWait
    lastChance = deadline
    return .now >= deadline
  }

  private func pause() async -> Duration {
    if isDraining, attempts.isEmpty { return Self.storingInterval }
    return await link.isOpen ? Self.beatInterval : Self.reconnectInterval
  }

  // MARK: Identity

  private func enlist() async throws(StoreError) {
    let id = try await link.register(settings, isPaused: isPaused)
    self.id = id
    lastNotice = 0
    mustRegisterAnew = false
    let handle = LocalHandle(self, id)
    self.handle = handle
    inbox.join(handle, as: id)
    tell(.registered(id: id.rawValue))
  }

  /// What was assigned under that id is somebody else's now: it ends what it has, and starts afresh.
  func disown(_ id: WorkerID) async {
    guard id == self.id else { return }
    let lost = attempts.count
    attempts.stopAll(for: .disowned)
    if lost > 0 { tell(.disowned(count: lost)) }
    mustRegisterAnew = true
    try? await link.performPromptly { session async throws(StoreError) in try await session.stop(id) }
    await link.close()
    doorbell.ring()
  }

  private func leave() async {
    if let id {
      try? await link.performPromptly { session async throws(StoreError) in try await session.stop(id) }
      inbox.leave(id)
    }
    await link.close()
  }

  // MARK: The tables

  /// Beats, keeps the connection, and takes what leaders of other processes have assigned.
  private func turn() async {
    do throws(StoreError) {
      if mustRegisterAnew {
        // One that leaves needs no new id, only a way to store what it has done.
        if isDraining {
          if await !link.isOpen { try await link.connect() }
          return
        }
        if let id { inbox.leave(id) }
        try await enlist()
      } else if await !link.isOpen {
        try await reconnect()
      }
      guard let id, await link.isOpen else { return }
      let received = lastNotice
      let beat = try await link.performPromptly { session async throws(StoreError) in
        try await session.beat(id, received: received)
      }
      if beat.isGivenUp { return await disown(id) }
      if beat.isPaused != isPaused {
        isPaused = beat.isPaused
        tell(.paused(isPaused))
      }
      if beat.isDraining, !isDraining { await drain() }
      if isDraining, !beat.isDraining {
        try await link.performPromptly { session async throws(StoreError) in try await session.setDraining(id) }
      }
      if beat.hasNotices { try await takeNotices(id) }
    } catch {
      tell(.interrupted(error.message))
    }
  }

  private func reconnect() async throws(StoreError) {
    guard let id, try await link.resume(id) else { return }
    // What the leader gave up meanwhile must not go on.
    let remote = attempts.entries.filter { $0.value.isRemote }
    let mine = try await link.performPromptly { session async throws(StoreError) in
      try await session.stillAssigned(Array(remote.keys), to: id)
    }
    for (task, entry) in remote where mine[task] != entry.attempt {
      attempts.stop(task, attempt: entry.attempt, for: .disowned)
    }
  }

  private func takeNotices(_ id: WorkerID) async throws(StoreError) {
    let last = lastNotice
    let notices = try await link.performPromptly { session async throws(StoreError) in
      try await session.takeNotices(id, after: last)
    }
    for notice in notices {
      switch notice.kind {
      case .start: try await beginRemote(notice.attempts, as: id)
      case .cancel, .timeout:
        let reason: RunningAttempts.Stop = notice.kind == .cancel ? .cancelled : .overdue
        for (task, attempt) in notice.attempts { attempts.stop(task, attempt: attempt, for: reason) }
      }
      lastNotice = max(lastNotice, notice.id)
    }
  }
}

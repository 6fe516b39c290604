package import Database
import Engine
package import Leader
package import Store
import Time
import Workflows

/// A worker: it takes assignments from the leader of its own process in memory, from any other one through the tables,
/// runs each as a process, and reports how it ended.
package actor WorkerNode {
  private static let beatInterval = Duration.seconds(2)

  let settings: WorkerSettings
  let inbox: LeaderInbox
  let link: WorkerLink
  let shipper = LogShipper()
  let outbox = ReportOutbox()
  let tell: @Sendable (WorkerEvent) -> Void
  let executor: ProcessExecutor
  let doorbell: Doorbell
  private let inputFiles: InputFiles

  var id: WorkerID?
  var attempts = RunningAttempts()
  var workflows: [VersionID: LoadedWorkflow] = [:]
  private var handle: LocalHandle?
  private var lastNotice: Int64 = 0
  private(set) var isDraining = false
  private var mustRegisterAnew = false

  /// `scratch`: a folder for files that live as long as the worker. Throws if it cannot be written.
  package init(
    _ settings: WorkerSettings, _ target: ConnectionTarget, _ statements: Statements, inbox: LeaderInbox,
    scratch: String, tell: @escaping @Sendable (WorkerEvent) -> Void
  ) throws(StoreError) {
    guard let inputFiles = InputFiles(in: scratch) else {
      throw StoreError(code: .invalid, message: "unable to make a folder in '\(scratch)'", hint: "set TMPDIR")
    }
    self.settings = settings
    self.inbox = inbox
    self.inputFiles = inputFiles
    self.tell = tell
    doorbell = Doorbell()
    link = WorkerLink(target, statements, doorbell: doorbell)
    executor = ProcessExecutor(inputFiles: inputFiles, environment: TaskEnvironment.base(settings.environment))
  }

  /// Works until drained. Throws only if it cannot even begin.
  package func run() async throws(StoreError) {
    try await enlist()
    let refused: @Sendable (StoreError) -> Void = { [tell] in tell(.interrupted($0.message)) }
    let shipping = Task { [shipper, link] in
      await shipper.run { lines in
        await link.untilStored(
          { session async throws(StoreError) in try await session.appendLogLines(lines) }, refused: refused)
      }
    }
    let reporting = Task { [outbox, link] in
      await outbox.run { rows in
        await link.untilStored(
          { session async throws(StoreError) in try await session.appendAttempts(rows) }, refused: refused)
      }
    }
    while !(isDraining && attempts.isEmpty) {
      await turn()
      if isDraining, attempts.isEmpty { break }
      await doorbell.wait(atMost: Self.beatInterval)
    }
    await shipper.flush()
    await outbox.flush()
    shipping.cancel()
    reporting.cancel()
    await leave()
  }

  /// Takes nothing new from now on, and ends when what runs has ended. Again, or with `hurry`: what runs is stopped, and
  /// given back.
  package func drain(hurry: Bool = false) async {
    let shouldHurry = hurry || isDraining
    isDraining = true
    tell(.draining(running: attempts.count))
    if shouldHurry { attempts.stopAll(for: .released) }
    if let id { try? await link.perform { session async throws(StoreError) in try await session.setDraining(id) } }
    inbox.noteWorkerNews()
    doorbell.ring()
  }

  /// How many attempts it has.
  package var running: Int { attempts.count }

  // MARK: Identity

  private func enlist() async throws(StoreError) {
    let id = try await link.register(settings)
    self.id = id
    lastNotice = 0
    mustRegisterAnew = false
    let handle = LocalHandle(self)
    self.handle = handle
    inbox.join(handle, as: id)
    tell(.registered(id: id.rawValue))
  }

  /// What was assigned under the id that it had is somebody else's now: it ends what it has, and starts afresh.
  func disown() async {
    let lost = attempts.count
    attempts.stopAll(for: .disowned)
    if lost > 0 { tell(.disowned(count: lost)) }
    mustRegisterAnew = true
    if let id { try? await link.perform { session async throws(StoreError) in try await session.stop(id) } }
    await link.close()
    doorbell.ring()
  }

  private func leave() async {
    if let id {
      try? await link.perform { session async throws(StoreError) in try await session.stop(id) }
      inbox.leave(id)
    }
    await link.close()
    inputFiles.remove()
  }

  // MARK: The tables

  /// Beats, keeps the connection, and takes what leaders of other processes have assigned.
  private func turn() async {
    do throws(StoreError) {
      if mustRegisterAnew {
        if let id { inbox.leave(id) }
        try await enlist()
      } else if await !link.isOpen {
        try await reconnect()
      }
      guard let id else { return }
      let received = lastNotice
      let beat = try await link.perform { session async throws(StoreError) in
        try await session.beat(id, received: received)
      }
      if beat.isGivenUp {
        await disown()
        return
      }
      if beat.isDraining, !isDraining { await drain() }
      try await takeNotices(id)
    } catch {
      tell(.interrupted(error.message))
    }
  }

  private func reconnect() async throws(StoreError) {
    guard let id, try await link.resume(id) else { return }
    // What the leader gave up meanwhile must not go on.
    let remote = attempts.entries.filter { $0.value.isRemote }
    let mine = try await link.perform { session async throws(StoreError) in
      try await session.stillAssigned(Array(remote.keys), to: id)
    }
    for (task, entry) in remote where mine[task] != entry.attempt {
      attempts.stop(task, attempt: entry.attempt, for: .disowned)
    }
  }

  private func takeNotices(_ id: WorkerID) async throws(StoreError) {
    let last = lastNotice
    let notices = try await link.perform { session async throws(StoreError) in
      try await session.takeNotices(id, after: last)
    }
    for notice in notices {
      switch notice.kind {
      case .start: try await beginRemote(notice.attempts, as: id)
      case .cancel:
        for (task, attempt) in notice.attempts { attempts.stop(task, attempt: attempt, for: .cancelled) }
      }
      lastNotice = max(lastNotice, notice.id)
    }
  }
}

/// What the leader of the same process holds of a worker: it must return at once, so it hands over to the actor.
final class LocalHandle: LocalWorker {
  private let orders: AsyncStream<Order>.Continuation

  private enum Order: Sendable {
    case start([Assignment])
    case stop([StopOrder])
    case disown
  }

  init(_ node: WorkerNode) {
    let (stream, orders) = AsyncStream.makeStream(of: Order.self)
    self.orders = orders
    Task { [weak node] in
      for await order in stream {
        switch order {
        case .start(let assignments): await node?.accept(assignments)
        case .stop(let stops): await node?.stop(stops)
        case .disown: await node?.disown()
        }
      }
    }
  }

  deinit { orders.finish() }

  func start(_ assignments: [Assignment]) { orders.yield(.start(assignments)) }
  func stop(_ stops: [StopOrder]) { orders.yield(.stop(stops)) }
  func disown() { orders.yield(.disown) }
}

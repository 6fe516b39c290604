import Database
import Engine
import Leader
import Store
import Synchronization
import Time

/// A worker's way to the tables: one connection, that holds its lock and is made anew when it breaks.
actor WorkerLink {
  private static let longestPause = Duration.seconds(5)

  private let target: ConnectionTarget
  private let statements: Statements
  private let doorbell: Doorbell
  private var session: WorkerSession?
  private var connection: Connection?
  private var ringer: Task<Void, Never>?
  private var probe: (probe: SessionProbe, watch: Task<Void, Never>)?
  private let clock = Mutex<DatabaseClock?>(nil)

  init(_ target: ConnectionTarget, _ statements: Statements, doorbell: Doorbell) {
    self.target = target
    self.statements = statements
    self.doorbell = doorbell
  }

  /// Whether there is a connection that is not known to be broken.
  var isOpen: Bool { connection.map { !$0.isClosed } ?? false }

  /// Connects, and registers as a new worker.
  func register(_ settings: WorkerSettings, isPaused: Bool) async throws(StoreError) -> WorkerID {
    try await open()
    return try await performPromptly { session async throws(StoreError) in
      let id = try await session.register(
        name: settings.name, host: settings.host, pid: settings.pid, slots: settings.slots, labels: settings.labels,
        isPaused: isPaused)
      try await session.listen(as: id)
      return id
    }
  }

  /// Connects again as the worker that it was. False if its old session still holds the lock: try again soon.
  func resume(_ id: WorkerID) async throws(StoreError) -> Bool {
    try await open()
    do throws(StoreError) {
      let isItself = try await performPromptly { session async throws(StoreError) in
        guard try await session.resume(id) else { return false }
        try await session.listen(as: id)
        return true
      }
      if !isItself { await close() }
      return isItself
    } catch {
      await close()
      throw error
    }
  }

  /// Connects as nobody, to store what is left to be stored.
  func connect() async throws(StoreError) { try await open() }

  /// Does `body` on the session, once.
  func perform<Value: Sendable>(
    _ body: @Sendable (WorkerSession) async throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    guard let session, isOpen else {
      throw StoreError(code: .unreachable, message: "the worker's connection is lost")
    }
    do throws(StoreError) {
      return try await body(session)
    } catch {
      // Another session may be let in, or another of several hosts; this one stays as it is.
      if error.cause?.isReadOnly == true { await close() }
      throw error
    }
  }

  /// The same for what is answered at once: if it isn't, the connection may be cut off without a word, and is looked at.
  /// So is all that the worker's own turn waits for: while it waits, no beat would notice.
  func performPromptly<Value: Sendable>(
    _ body: @Sendable (WorkerSession) async throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    guard let probe = probe?.probe else { return try await perform(body) }
    return try await probe.asking { () async throws(StoreError) in try await perform(body) }
  }

  /// What came of storing something.
  enum Storing {
    case stored
    /// For good: it would hold up the rest.
    case refused(StoreError)
    /// The task was.
    case cancelled
  }

  /// Does `body` until it succeeds, through reconnections (which are `turn`'s business). Tells what it waits for.
  func untilStored(
    tell: @Sendable (WorkerEvent) -> Void, _ body: @Sendable (WorkerSession) async throws(StoreError) -> Void
  ) async -> Storing {
    var pause = Duration.milliseconds(50)
    while !Task.isCancelled {
      do throws(StoreError) {
        try await perform(body)
        return .stored
      } catch  where Self.mayPass(error) || !isOpen {
        if isOpen { tell(.interrupted(error.message)) }
        try? await Task.sleep(for: pause)
        pause = min(pause * 2, Self.longestPause)
      } catch {
        return .refused(error)
      }
    }
    return .cancelled
  }

  private static func mayPass(_ error: StoreError) -> Bool {
    if error.code == .unreachable { return true }
    guard let cause = error.cause else { return false }
    return cause.mayPass
  }

  /// The database's time, once there was a connection.
  nonisolated var now: Timestamp? { clock.withLock(\.self)?.now }

  func close() async {
    ringer?.cancel()
    probe?.watch.cancel()
    await connection?.close()
    (session, connection, ringer, probe) = (nil, nil, nil, nil)
  }

  private func open() async throws(StoreError) {
    await close()
    do throws(DatabaseError) {
      let connection = try await Connection.open(target, name: "hatchet worker")
      let session = WorkerSession(connection, statements)
      self.connection = connection
      self.session = session
      let probe = SessionProbe(connection, statements)
      self.probe = (probe, Task { await probe.watch() })
      let now = try await probe.asking { () async throws(DatabaseError) in
        try await connection.execute(statements.once("read_snapshot")).only().get(Timestamp.self, "now")
      }
      clock.withLock { $0 = DatabaseClock(now) }
      ringer = Task { [doorbell] in
        for await _ in connection.notifications { doorbell.ring() }
        doorbell.ring()
      }
    } catch {
      await close()
      throw StoreError(error)
    }
  }
}

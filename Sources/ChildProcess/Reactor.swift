import CProcess
import Glibc
import Synchronization

/// The one thread that serves all children: their exits (pidfds), their pipes, their deadlines.
///
/// Unchecked: `mail` is guarded by its mutex, the descriptors never change, and all the rest is touched by the
/// thread alone.
final class Reactor: @unchecked Sendable {
  enum Stream: UInt64 {
    case exit, input, output, error
  }

  enum Command: Sendable {
    case adopt(ChildRecord)
    case guardian(pid_t, Int32)
    case noGuardian
    case stop(UInt64, Teardown?)
    case signal(UInt64, Signal)
    case deadline(UInt64, ContinuousClock.Instant?)
    case write(UInt64, [UInt8], InputPipe.Writer)
    case closeInput(UInt64)
    case resume(UInt64, Stream)
    case watch(Watcher)
  }

  enum TimerKey: Hashable {
    case deadline(UInt64)
    case step(UInt64)
    case watch(UInt64)
    case youth
    case orphans
    case guardian
  }

  private struct Mail {
    var commands: [Command] = []
    /// When the thread wakes up by itself; nil while it is awake, and will see what is here before it sleeps.
    var wakesAt: ContinuousClock.Instant?
    /// Somebody has woken it.
    var isWoken = false
  }

  /// How long a child that needs nothing is left alone: its pipes and its deadline are watched only then. Most of those
  /// that are short never are, which saves four calls of epoll_ctl, and waking this thread for its start and for the end
  /// of each pipe, where that of the process would do.
  static let youth = Duration.milliseconds(5)

  static let shared = Reactor()

  let spawner: Spawner
  let slots = SlotPool()
  private let mail = Mutex(Mail())
  private let nextID = Atomic<UInt64>(16)
  let poll = epoll_create1(Int32(EPOLL_CLOEXEC))
  private let wake = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
  private static let wakeKey: UInt64 = 0
  private static let guardianKey: UInt64 = 1

  // The thread's own.
  var children: [UInt64: ChildRecord] = [:]
  var watchers: [UInt64: Watcher] = [:]
  var timers = TimerQueue<TimerKey>()
  /// Children that are left alone, in the order in which that ends.
  var young: [(id: UInt64, due: ContinuousClock.Instant)] = []
  var orphans = Orphans()
  var guardian: (processID: pid_t, descriptor: PolledDescriptor)?
  private let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 128)
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

  private init() {
    hatchet_secure_standard_streams()
    spawner = Spawner(slots: slots, openFiles: Reactor.raiseOpenFiles())
    precondition(poll >= 0 && wake >= 0, "no descriptors left for the reactor")
    var registered = PolledDescriptor(wake)
    registered.register(with: poll, key: Reactor.wakeKey, for: EPOLLIN)
    precondition(hatchet_table_make() == 0, "no memory for the table of children")
    spawner.start(for: self)
    SystemThread.start("hatchet-reactor") { [self] in
      while true { turn() }
    }
  }

  /// Four descriptors a child: the usual soft limit of 1,024 is soon reached.
  /// - Returns: the soft limit as it was, for children; 0 if it was left alone.
  private static func raiseOpenFiles() -> UInt64 {
    var limit = rlimit()
    let wanted: rlim_t = 65536
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < wanted else { return 0 }
    let before = limit.rlim_cur
    limit.rlim_cur = min(wanted, limit.rlim_max)
    guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
    return UInt64(before)
  }

  // MARK: from any thread

  func begin(_ request: SpawnRequest) throws(ChildProcessError) -> Child {
    guard let program = request.arguments.first else {
      throw ChildProcessError(.invalidArgument, "there is no program to run: the argument list is empty")
    }
    let hasNUL = request.arguments.contains { $0.utf8.contains(0) }
    if let flaw = hasNUL ? ChildEnvironment.hasNUL : request.environment.flaw {
      throw ChildProcessError(.invalidArgument, "unable to run '\(program)': \(flaw)")
    }
    let child = Child(request, reactor: self)
    spawner.append(Spawner.Job(request: request, child: child))
    return child
  }

  func makeID() -> UInt64 {
    nextID.add(1, ordering: .relaxed).oldValue
  }

  /// - Parameter delay: that it may be seen so late.
  func post(_ command: Command, delay: Duration = .zero) {
    let wakes = mail.withLock { mail in
      mail.commands.append(command)
      guard let wakesAt = mail.wakesAt, !mail.isWoken, delay == .zero || wakesAt > .now + delay else { return false }
      mail.isWoken = true
      return true
    }
    guard wakes else { return }
    var one: UInt64 = 1
    _ = Glibc.write(wake, &one, 8)
  }

  /// From the spawner.
  func adopt(_ child: ChildRecord) {
    let descriptor = child.descriptor.number
    child.descriptor.isRegistered(with: poll)
    post(.adopt(child), delay: child.isUndemanding ? Reactor.youth : .zero)
    // Only now, for its end is not to be seen before it is known itself.
    PolledDescriptor.register(descriptor, with: poll, key: key(child.id, .exit), for: EPOLLIN)
  }

  func startGuardian() {
    var processID: pid_t = 0
    var descriptor: Int32 = -1
    let error = hatchet_guardian_start(&processID, &descriptor)
    post(error == 0 ? .guardian(processID, descriptor) : .noGuardian)
  }

  // MARK: on the thread

  private func turn() {
    let count = epoll_wait(poll, events.baseAddress, Int32(events.count), fallAsleep())
    obey()
    for event in events[..<Int(max(0, count))] {
      switch event.data.u64 {
      case Reactor.wakeKey:
        var count: UInt64 = 0
        _ = Glibc.read(wake, &count, 8)
      case Reactor.guardianKey: guardianDied()
      case let key:
        guard let child = children[key >> 2], let stream = Stream(rawValue: key & 3) else {
          finishWatch(key >> 2, ended: true)
          continue
        }
        switch stream {
        case .exit: apply(.exited, to: child)
        case .input: flushInput(of: child)
        case .output: read(child.output, .output, of: child)
        case .error: read(child.error, .error, of: child)
        }
      }
    }
    let now = ContinuousClock.now
    while let timer = timers.pop(at: now) { fire(timer) }
  }

  /// - Returns: how long to sleep in milliseconds, rounded up: a timer never fires early.
  private func fallAsleep() -> Int32 {
    let next = timers.next
    let hasMail = mail.withLock { mail in
      mail.wakesAt = next ?? .now + .seconds(3600)
      return !mail.commands.isEmpty
    }
    if hasMail { return 0 }
    guard let next else { return 3_600_000 }
    let (seconds, attoseconds) = ContinuousClock.now.duration(to: next).components
    if seconds < 0 || attoseconds < 0 { return 0 }
    return Int32(clamping: min(seconds, 1_000_000) * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  private func obey() {
    let taken = mail.withLock { mail in
      defer { mail = Mail() }
      return mail.commands
    }
    for command in taken { obey(command) }
  }

  private func fire(_ timer: TimerKey) {
    switch timer {
    case .deadline(let id): if let child = children[id] { apply(.deadline, to: child) }
    case .step(let id): if let child = children[id] { apply(.timer, to: child) }
    case .watch(let id): finishWatch(id, ended: false)
    case .youth: attendGrown()
    case .orphans: sweepOrphans()
    case .guardian: startGuardian()
    }
  }

  private func guardianDied() {
    guardian?.descriptor.close()
    if let processID = guardian.take()?.processID { _ = hatchet_reap_adopted(processID) }
    // Somebody killed it, or memory was short. The table is still there for the next one.
    timers.set(.guardian, due: .now + .seconds(1))
  }

  func watch(guardian: pid_t, _ descriptor: Int32) {
    var descriptor = PolledDescriptor(descriptor)
    descriptor.register(with: poll, key: Reactor.guardianKey, for: EPOLLIN)
    self.guardian = (guardian, descriptor)
  }
}

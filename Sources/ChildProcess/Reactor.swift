import CProcess
import Glibc
import Synchronization

/// The one thread that serves all children: their exits (pidfds), their pipes, their deadlines.
///
/// Unchecked: `commands` is guarded by its mutex, the descriptors never change, and all the rest is touched by the
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
    case orphans
    case guardian
  }

  static let shared = Reactor()

  let spawner: Spawner
  let slots = SlotPool()
  private let commands = Mutex<[Command]>([])
  private let nextID = Atomic<UInt64>(16)
  let poll = epoll_create1(Int32(EPOLL_CLOEXEC))
  private let wake = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
  private static let wakeKey: UInt64 = 0
  private static let guardianKey: UInt64 = 1

  // The thread's own.
  var children: [UInt64: ChildRecord] = [:]
  var watchers: [UInt64: Watcher] = [:]
  var timers = TimerQueue<TimerKey>()
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

  func spawn(_ request: SpawnRequest) async throws(ChildProcessError) -> Child {
    guard !request.arguments.isEmpty else {
      throw ChildProcessError(.invalidArgument, "there is no program to run: the argument list is empty")
    }
    for string in request.arguments + request.environment.flatMap({ [$0.key, $0.value] })
    where string.utf8.contains(0) {
      throw ChildProcessError(
        .invalidArgument, "unable to run '\(request.arguments[0])': an argument or a variable holds a NUL byte")
    }
    for name in request.environment.keys where name.isEmpty || name.utf8.contains(UInt8(ascii: "=")) {
      throw ChildProcessError(
        .invalidArgument, "unable to run '\(request.arguments[0])': '\(name)' is no name of a variable")
    }
    let id = makeID()
    let result = await withCheckedContinuation { continuation in
      spawner.append(Spawner.Job(request: request, id: id, continuation: continuation))
    }
    return try result.get()
  }

  func makeID() -> UInt64 {
    nextID.add(1, ordering: .relaxed).oldValue
  }

  func post(_ command: Command) {
    let isFirst = commands.withLock { commands in
      commands.append(command)
      return commands.count == 1
    }
    guard isFirst else { return }
    var one: UInt64 = 1
    _ = Glibc.write(wake, &one, 8)
  }

  func startGuardian() {
    var processID: pid_t = 0
    var descriptor: Int32 = -1
    let error = hatchet_guardian_start(&processID, &descriptor)
    post(error == 0 ? .guardian(processID, descriptor) : .noGuardian)
  }

  // MARK: on the thread

  private func turn() {
    let count = epoll_wait(poll, events.baseAddress, Int32(events.count), timeout())
    for event in events[..<Int(max(0, count))] {
      switch event.data.u64 {
      case Reactor.wakeKey: obey()
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

  /// In milliseconds, rounded up: a timer never fires early.
  private func timeout() -> Int32 {
    guard let next = timers.next else { return -1 }
    let (seconds, attoseconds) = ContinuousClock.now.duration(to: next).components
    if seconds < 0 || attoseconds < 0 { return 0 }
    return Int32(clamping: min(seconds, 1_000_000) * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  private func obey() {
    var count: UInt64 = 0
    _ = Glibc.read(wake, &count, 8)
    let taken = commands.withLock { commands in
      defer { commands = [] }
      return commands
    }
    for command in taken { obey(command) }
  }

  private func fire(_ timer: TimerKey) {
    switch timer {
    case .deadline(let id): if let child = children[id] { apply(.deadline, to: child) }
    case .step(let id): if let child = children[id] { apply(.timer, to: child) }
    case .watch(let id): finishWatch(id, ended: false)
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

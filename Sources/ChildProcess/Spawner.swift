import CProcess
import Glibc
import Synchronization

/// The threads that start children. A spawn keeps its thread until the child has called `execve`: 100 us, and as long
/// again as the child waits for a processor, so that there are several. They must live as long as this process, because
/// the kernel's death signal tells of the thread, not of the process.
final class Spawner: Sendable {
  struct Job: Sendable {
    var request: SpawnRequest
    var child: Child
  }

  private let jobs = BlockingQueue<Job>()
  private let slots: SlotPool
  /// The soft limit on open descriptors that this process was started with, which children are given back.
  private let openFiles: UInt64
  private let isGuarded = Mutex(false)

  init(slots: SlotPool, openFiles: UInt64) {
    self.slots = slots
    self.openFiles = openFiles
  }

  func start(for reactor: Reactor) {
    for _ in 0..<Spawner.threads {
      SystemThread.start("hatchet-spawn") { [self] in
        while true {
          let job = jobs.take()
          if job.request.lifetime == .attached { guardOnce(reactor) }
          start(job, for: reactor)
        }
      }
    }
  }

  /// With one, two processors were idle for 10% of the time while there was something to start; with two and with four
  /// for 5%.
  private static let threads = 4

  /// Before the first child that is to be guarded.
  private func guardOnce(_ reactor: Reactor) {
    isGuarded.withLock { isGuarded in
      guard !isGuarded else { return }
      isGuarded = true
      // Without one, a kill -9 of this process still kills the children, though not theirs: better than no work.
      _ = hatchet_become_subreaper()
      reactor.startGuardian()
    }
  }

  func append(_ job: Job) {
    jobs.append(job)
  }

  private func start(_ job: Job, for reactor: Reactor) {
    let child = job.child
    do throws(ChildProcessError) {
      let record = try spawn(job)
      reactor.adopt(record)
      for teardown in child.outcome.start(record.processID) { reactor.post(.stop(child.id, teardown)) }
    } catch {
      child.outcome.fail(error)
      child.outputLines?.end()
      child.errorLines?.end()
    }
  }

  private func spawn(_ job: Job) throws(ChildProcessError) -> ChildRecord {
    let request = job.request
    let program = request.arguments.first ?? ""
    let path = try ProgramPath.resolve(program, in: request.environment, directory: request.directory)
    var streams = try ChildStreams(request, for: job.child)
    defer { streams.closeChildEnds() }
    guard let slot = slots.take() else {
      streams.closeParentEnds()
      throw ChildProcessError(.exhausted, "unable to run '\(program)': \(HATCHET_TABLE_SLOTS) children run already")
    }
    streams.input?.flush()  // most inputs fit into the pipe, and then the reactor never hears of it
    let started = ContinuousClock.now
    let spawned = execute(path, request, streams, slot)
    if spawned.error != 0 {
      streams.closeParentEnds()
      slots.give(slot)
      throw SpawnFailure(spawned, path: path, request: request).error
    }
    return ChildRecord(job.child, request: request, spawned: spawned, slot: slot, started: started, streams: streams)
  }

  private func execute(
    _ path: String, _ request: SpawnRequest, _ streams: borrowing ChildStreams, _ slot: Int32
  ) -> hatchet_spawned {
    let arguments = CStringArray(request.arguments)
    defer { arguments.free() }
    var result = hatchet_spawned()
    var call = hatchet_spawn()
    call.argv = UnsafePointer(arguments.pointers)
    call.standard_input = streams.childInput
    call.standard_output = streams.childOutput
    call.standard_error = streams.childError
    call.is_attached = request.lifetime == .attached
    call.slot = slot
    call.open_files = openFiles
    if let credentials = request.credentials {
      call.changes_user = true
      call.user = credentials.user
      call.group = credentials.group
    }
    request.environment.withPointers { environment in
      call.envp = environment
      path.withCString { path in
        call.path = path
        guard let directory = request.directory else { return hatchet_spawn(&call, &result) }
        directory.withCString { directory in
          call.directory = directory
          hatchet_spawn(&call, &result)
        }
      }
    }
    return result
  }
}

/// An array of C strings with a null behind it, as `execve` wants them. Freed by hand.
private struct CStringArray {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    pointers = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() { pointers[index] = strdup(string) }
    pointers[count] = nil
  }

  func free() {
    for index in 0..<count { Glibc.free(pointers[index]) }
    pointers.deallocate()
  }
}

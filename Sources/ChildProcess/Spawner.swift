import CProcess
import Glibc

/// The thread that starts children. A spawn keeps its thread until the child has called `execve`, some 300 us; and the
/// thread must live as long as this process, because the kernel's death signal tells of the thread, not of the process.
final class Spawner: Sendable {
  struct Job: Sendable {
    var request: SpawnRequest
    var id: UInt64
    var continuation: CheckedContinuation<Result<Child, ChildProcessError>, Never>
  }

  private let jobs = BlockingQueue<Job>()
  private let slots: SlotPool
  /// The soft limit on open descriptors that this process was started with, which children are given back.
  private let openFiles: UInt64

  init(slots: SlotPool, openFiles: UInt64) {
    self.slots = slots
    self.openFiles = openFiles
  }

  func start(for reactor: Reactor) {
    SystemThread.start("hatchet-spawn") { [self] in
      var guardianRuns = false
      while true {
        for job in jobs.takeAll() {
          if job.request.lifetime == .attached && !guardianRuns {
            // Without one, a kill -9 of this process still kills the children, though not theirs: better than no work.
            _ = hatchet_become_subreaper()
            reactor.startGuardian()
            guardianRuns = true
          }
          let result: Result<Child, ChildProcessError>
          do throws(ChildProcessError) {
            result = .success(try spawn(job, for: reactor))
          } catch {
            result = .failure(error)
          }
          job.continuation.resume(returning: result)
        }
      }
    }
  }

  func append(_ job: Job) {
    jobs.append(job)
  }

  private func spawn(_ job: Job, for reactor: Reactor) throws(ChildProcessError) -> Child {
    let request = job.request
    let program = request.arguments.first ?? ""
    let path = try ProgramPath.resolve(program, in: request.environment, directory: request.directory)
    var streams = try ChildStreams(request, id: job.id, reactor: reactor)
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
    let outcome = Outcome()
    reactor.post(
      .adopt(
        ChildRecord(
          id: job.id, request: request, spawned: spawned, slot: slot, started: started, outcome: outcome,
          streams: streams)))
    return Child(
      processID: spawned.pid, id: job.id, output: streams.outputLines, error: streams.errorLines, reactor: reactor,
      outcome: outcome)
  }

  private func execute(
    _ path: String, _ request: SpawnRequest, _ streams: borrowing ChildStreams, _ slot: Int32
  ) -> hatchet_spawned {
    let arguments = CStringArray(request.arguments)
    let environment = CStringArray(request.environment.map { "\($0.key)=\($0.value)" })
    defer {
      arguments.free()
      environment.free()
    }
    var result = hatchet_spawned()
    var call = hatchet_spawn()
    call.argv = UnsafePointer(arguments.pointers)
    call.envp = UnsafePointer(environment.pointers)
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
    path.withCString { path in
      call.path = path
      guard let directory = request.directory else { return hatchet_spawn(&call, &result) }
      directory.withCString { directory in
        call.directory = directory
        hatchet_spawn(&call, &result)
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

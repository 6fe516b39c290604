import CProcess
import Glibc

/// All that the reactor knows of a child.
///
/// Unchecked: the spawner builds it and hands it over; from then on only the reactor's thread touches it.
final class ChildRecord: @unchecked Sendable {
  let id: UInt64
  let request: SpawnRequest
  let processID: pid_t
  /// Closed once reaped.
  var descriptor: PolledDescriptor
  /// In the table of children.
  let slot: Int32
  let started: ContinuousClock.Instant
  let outcome: Outcome
  let input: InputPipe?
  let output: OutputPipe?
  let error: OutputPipe?
  var lifecycle: ChildLifecycle
  var exit: hatchet_exit?
  var ended: ContinuousClock.Instant?
  /// Whether its pipes and its deadline are watched.
  var isAttended = false

  init(
    _ child: Child, request: SpawnRequest, spawned: hatchet_spawned, slot: Int32, started: ContinuousClock.Instant,
    streams: borrowing ChildStreams
  ) {
    self.id = child.id
    self.request = request
    self.processID = spawned.pid
    self.descriptor = PolledDescriptor(spawned.descriptor)
    self.slot = slot
    self.started = started
    self.outcome = child.outcome
    self.input = streams.input
    self.output = streams.output
    self.error = streams.error
    self.lifecycle = ChildLifecycle(
      teardown: request.teardown, hasPipes: streams.output != nil || streams.error != nil)
  }

  /// Whether it can be left alone for a while.
  var isUndemanding: Bool {
    input?.hasPending != true && request.timeLimit.map { $0 > Reactor.youth } ?? true
  }

  var isAttached: Bool { request.lifetime == .attached }

  /// - Precondition: the child was reaped.
  func result(abandonedPipes: Bool) -> ChildResult {
    let exit = exit ?? hatchet_exit()
    return ChildResult(
      exit: exit.exited
        ? .exited(exit.code) : .signaled(Signal(rawValue: exit.code), coreDumped: exit.core_dumped),
      stopped: lifecycle.reason,
      output: output?.collected ?? [],
      errorOutput: error?.collected ?? [],
      usage: ResourceUsage(
        userTime: .microseconds(exit.user_microseconds), systemTime: .microseconds(exit.system_microseconds),
        maxResidentBytes: exit.max_resident_bytes, majorFaults: exit.major_faults,
        voluntarySwitches: exit.voluntary_switches, involuntarySwitches: exit.involuntary_switches),
      duration: started.duration(to: ended ?? started),
      abandonedPipes: abandonedPipes)
  }
}

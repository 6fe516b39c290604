/// How a child ended, and what it left.
package struct ChildResult: Sendable {
  package var exit: ChildExit
  /// Who ended it: nil if it ended by itself. It may have exited with 0 all the same, having caught the signal.
  package var stopped: StopReason?
  /// What it wrote to standard output, under `SpawnRequest.Output.collect`; cut at the limit if `stopped` says so.
  package var output: [UInt8]
  /// The same of standard error.
  package var errorOutput: [UInt8]
  package var usage: ResourceUsage
  /// From just before the spawn to the exit, not to the end of its pipes.
  package var duration: Duration
  /// A process that left the group still held a pipe a second after the exit: what it would have written is not here.
  package var abandonedPipes: Bool
}

/// A child's exit status, as the kernel tells it.
package enum ChildExit: Hashable, Sendable {
  /// 0 to 255.
  case exited(Int32)
  case signaled(Signal, coreDumped: Bool)

  package var isSuccess: Bool { self == .exited(0) }
}

extension ChildExit: CustomStringConvertible {
  /// `exit code 3`, `killed by SIGSEGV (core dumped)`.
  package var description: String {
    switch self {
    case .exited(let code): "exit code \(code)"
    case .signaled(let signal, let coreDumped): "killed by \(signal)" + (coreDumped ? " (core dumped)" : "")
    }
  }
}

/// Why a child was brought to its end from outside.
package enum StopReason: Hashable, Sendable {
  /// `SpawnRequest.timeLimit`, or the deadline that `Child.setDeadline(_:)` put in its place.
  case timedOut
  /// `Child.stop(_:)`, or the cancellation of the task in `Child.run(_:)`.
  case requested
  /// It wrote more to standard output than `SpawnRequest.Output.collect` allows.
  case outputTooLarge
}

/// What a child used, with the descendants that it waited for.
package struct ResourceUsage: Hashable, Sendable {
  package var userTime: Duration
  package var systemTime: Duration
  /// At least what this process itself had when it spawned the child, whose memory the child starts in.
  package var maxResidentBytes: Int64
  package var majorFaults: Int64
  package var voluntarySwitches: Int64
  package var involuntarySwitches: Int64
}

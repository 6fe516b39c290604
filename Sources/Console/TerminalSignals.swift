import Glibc
import Synchronization

/// The signals that a session at a terminal must see. Handlers only write the signal's number into a pipe: the session's thread
/// reads it there, and does what is to be done.
///
/// While a line is edited, the terminal is in a mode in which no shell can use it: then all that end or stop the process
/// are caught, to restore it first. While a subcommand runs, only Ctrl-C is: the rest is as the host has it.
struct TerminalSignals: ~Copyable {
  static let whileEditing = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH]
  /// A crash, too, restores the terminal, but on the spot.
  private static let crashes = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT]

  private var saved: [Int32: sigaction] = [:]

  /// - Parameter pipe: its writing end, which must not block.
  init(pipe: Int32) {
    Self.pipe.store(pipe, ordering: .releasing)
    // Made before any handler asks for it.
    _ = TerminalModes.current
  }

  mutating func catchInterrupt() {
    install([SIGINT], Self.forward)
  }

  /// - Parameter terminal: its modes are kept, for ends that do not unwind.
  mutating func catchAll(terminal: Int32) {
    TerminalModes.current.save(terminal)
    install(Self.whileEditing, Self.forward)
    install(Self.crashes, Self.crash)
  }

  /// The terminal is back in the mode that it was found in.
  mutating func releaseAllButInterrupt() {
    TerminalModes.current.forget()
    restore((Self.whileEditing + Self.crashes).filter { $0 != SIGINT })
  }

  mutating func releaseAll() {
    TerminalModes.current.forget()
    restore(Array(saved.keys))
    Self.pipe.store(-1, ordering: .releasing)
  }

  /// Lets a signal do what it would have done without us, at once. Returns if it did not end the process, or after the process
  /// was stopped and continued.
  mutating func pass(_ number: Int32) {
    restore([number, SIGCONT])
    mask([number], SIG_UNBLOCK)
    raise(number)
    install([number, SIGCONT], Self.forward)
  }

  private typealias Handler = @convention(c) (Int32) -> Void

  private static let pipe = Atomic<Int32>(-1)

  private static let forward: Handler = { number in
    let error = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(TerminalSignals.pipe.load(ordering: .acquiring), &byte, 1)
    errno = error
  }

  /// Runs with the default action put back already (SA_RESETHAND).
  private static let crash: Handler = { number in
    TerminalModes.current.restore()
    raise(number)
  }

  private mutating func install(_ numbers: [Int32], _ handler: Handler) {
    for number in numbers {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = handler
      action.sa_flags = SA_RESTART
      sigemptyset(&action.sa_mask)
      if Self.crashes.contains(number) { action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_NODEFER }
      var before = sigaction()
      guard sigaction(number, &action, &before) == 0 else { continue }
      if saved[number] == nil { saved[number] = before }
    }
    mask(numbers, SIG_UNBLOCK)
  }

  private mutating func restore(_ numbers: [Int32]) {
    for number in numbers {
      guard var before = saved.removeValue(forKey: number) else { continue }
      sigaction(number, &before, nil)
    }
    mask(numbers, SIG_BLOCK)
  }

  /// This thread takes only what it has handlers for. And it does take these: all other threads may block them.
  private func mask(_ numbers: [Int32], _ how: Int32) {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(how, &set, nil)
  }
}

import Glibc

/// A signal's number, with the name that people know it by.
package struct Signal: RawRepresentable, Hashable, Sendable {
  package var rawValue: Int32

  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  package static let hangUp = Signal(rawValue: SIGHUP)
  package static let interrupt = Signal(rawValue: SIGINT)
  package static let quit = Signal(rawValue: SIGQUIT)
  package static let kill = Signal(rawValue: SIGKILL)
  package static let terminate = Signal(rawValue: SIGTERM)
  package static let user1 = Signal(rawValue: SIGUSR1)
  package static let user2 = Signal(rawValue: SIGUSR2)

  /// `SIGTERM`, `SIGRTMIN+3`, or `signal 99` for a number that has no name.
  package var name: String {
    if let name = Signal.names[rawValue] { return "SIG" + name }
    // glibc keeps 32 and 33 to itself; its SIGRTMIN is 34.
    switch rawValue {
    case 34: return "SIGRTMIN"
    case 35...64: return "SIGRTMIN+\(rawValue - 34)"
    default: return "signal \(rawValue)"
    }
  }

  /// - Parameter name: with or without `SIG`, in any case.
  package init?(name: String) {
    var wanted = name.uppercased()
    if wanted.hasPrefix("SIG") { wanted.removeFirst(3) }
    guard let found = Signal.names.first(where: { $0.value == wanted }) else { return nil }
    rawValue = found.key
  }

  private static let names: [Int32: String] = [
    SIGHUP: "HUP", SIGINT: "INT", SIGQUIT: "QUIT", SIGILL: "ILL", SIGTRAP: "TRAP", SIGABRT: "ABRT", SIGBUS: "BUS",
    SIGFPE: "FPE", SIGKILL: "KILL", SIGUSR1: "USR1", SIGSEGV: "SEGV", SIGUSR2: "USR2", SIGPIPE: "PIPE", SIGALRM: "ALRM",
    SIGTERM: "TERM", SIGSTKFLT: "STKFLT", SIGCHLD: "CHLD", SIGCONT: "CONT", SIGSTOP: "STOP", SIGTSTP: "TSTP",
    SIGTTIN: "TTIN", SIGTTOU: "TTOU", SIGURG: "URG", SIGXCPU: "XCPU", SIGXFSZ: "XFSZ", SIGVTALRM: "VTALRM",
    SIGPROF: "PROF", SIGWINCH: "WINCH", SIGIO: "IO", SIGPWR: "PWR", SIGSYS: "SYS",
  ]
}

extension Signal: CustomStringConvertible {
  package var description: String { name }
}

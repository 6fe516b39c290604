import Glibc
import Synchronization

/// The modes of a terminal while they are changed, for ends of the process that do not unwind: crashes, and `exit`.
final class TerminalModes: Sendable {
  static let current = TerminalModes()

  /// Written only while `descriptor` is -1, which is when nobody reads it.
  nonisolated(unsafe) private let modes = UnsafeMutablePointer<termios>.allocate(capacity: 1)
  private let descriptor = Atomic<Int32>(-1)

  private init() {
    modes.initialize(to: termios())
    atexit { TerminalModes.current.restore() }
  }

  /// Keeps the modes that `terminal` has now.
  func save(_ terminal: Int32) {
    descriptor.store(-1, ordering: .sequentiallyConsistent)
    if tcgetattr(terminal, modes) == 0 { descriptor.store(terminal, ordering: .sequentiallyConsistent) }
  }

  /// The terminal has them again.
  func forget() { descriptor.store(-1, ordering: .sequentiallyConsistent) }

  /// Gives the terminal its modes, if it does not have them. Safe in a signal handler.
  func restore() {
    let terminal = descriptor.exchange(-1, ordering: .sequentiallyConsistent)
    guard terminal >= 0 else { return }
    // Bracketed paste off, a new line.
    let sequence: StaticString = "\u{1b}[?2004l\r\n"
    _ = write(terminal, sequence.utf8Start, sequence.utf8CodeUnitCount)
    tcsetattr(terminal, TCSANOW, modes)
  }
}

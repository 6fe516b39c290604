import Glibc
import Synchronization

/// Hides the cursor while something is redrawn, and sees to it that it comes back, whatever ends the process.
package enum Cursor {
  private static let isHidden = Atomic<Bool>(false)

  static func hide(_ output: Output) {
    guard isHidden.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged else { return }
    restoreOnSignals()
    try? output.write("\u{1b}[?25l")
  }

  static func show(_ output: Output) {
    guard isHidden.exchange(false, ordering: .relaxed) else { return }
    try? output.write("\u{1b}[?25h")
    try? output.flush()
  }

  /// Brings the cursor back at once, past all buffers: for ends of the process that do not unwind. Safe in a signal handler.
  package static func restore() {
    let sequence: StaticString = "\r\u{1b}[K\u{1b}[?25h"
    _ = write(STDERR_FILENO, sequence.utf8Start, sequence.utf8CodeUnitCount)
  }

  /// Only for signals that would end the process: whoever handles one (main does while it waits for runs, workers always)
  /// unwinds, and the cursor is shown on the way.
  private static func restoreOnSignals() {
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
      var current = sigaction()
      guard sigaction(number, nil, &current) == 0, current.__sigaction_handler.sa_handler == nil else { continue }
      signal(number) { number in
        Cursor.restore()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }
}

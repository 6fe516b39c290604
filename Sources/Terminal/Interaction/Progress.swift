import Synchronization

/// Progress of something that takes a while, on stderr: on a terminal one line that appears after 500 ms and is erased at the
/// end; elsewhere a plain line every 10 s.
package final class Progress: Sendable {
  private let output: Output
  private let clock: @Sendable () -> Duration
  private let state: Mutex<ProgressState>

  /// - Parameters:
  ///   - title: what is being done: `enqueueing`.
  ///   - surface: that of `output`, which is stderr.
  ///   - clock: time since any fixed moment, only going forward.
  package init(
    _ title: String, surface: Surface, output: Output, clock: @escaping @Sendable () -> Duration = Progress.uptime
  ) {
    self.output = output
    self.clock = clock
    state = Mutex(ProgressState(title: SafeText.line(title), surface: surface, now: clock()))
  }

  /// Cheap enough to be called for every item. What stderr says to a failed write is of no interest here.
  package func update(done: Int, total: Int? = nil) {
    state.withLock { perform($0.update(done: done, total: total, now: clock())) }
  }

  /// Takes the line away. Call it before anything else is written, also when failing.
  package func finish() { state.withLock { perform($0.finish()) } }

  /// Since an arbitrary moment, going forward only.
  package static let uptime: @Sendable () -> Duration = {
    origin.duration(to: .now)
  }

  private static let origin = ContinuousClock.now

  private func perform(_ action: ProgressState.Action?) {
    switch action {
    case .draw(let line):
      Cursor.hide(output)
      try? output.write("\r\(line)\u{1b}[K")
      try? output.flush()
    case .erase:
      try? output.write("\r\u{1b}[K")
      try? output.flush()
      Cursor.show(output)
    case .log(let line):
      try? output.writeLine(line)
      try? output.flush()
    case nil:
      break
    }
  }
}

import Glibc
import Synchronization
package import Testing

/// For a suite with exit tests. The runner waits for the end of any child, and hears of no other as long as one that is
/// not its own is dead and not reaped. The tests of `ChildProcess` make this process the subreaper of all descendants,
/// so what other tests leave behind may be such a one, and an exit test would wait for ever.
///
/// Whoever starts a child here waits for it, so a child that stays dead for `patience` was adopted; unless it is that of an
/// exit test, which bears this program's name and must wait, too, until the runner sees it.
package struct OrphanReaping: SuiteTrait, TestTrait, TestScoping {
  private static let patience = Duration.seconds(5)

  private static let thread: pthread_t = {
    var thread = pthread_t()
    pthread_create(&thread, nil, { _ in OrphanReaping.reap() }, nil)
    return thread
  }()

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    _ = Self.thread
    try await function()
  }

  private static func reap() -> Never {
    let own = name(of: getpid())
    var dead: [pid_t: ContinuousClock.Instant] = [:]
    while true {
      let now = ContinuousClock.now
      let zombies = Set(MarkedProcesses.zombies(of: getpid()))
      dead = dead.filter { zombies.contains($0.key) }
      for child in zombies {
        let since = dead[child, default: now]
        dead[child] = since
        if now - since > patience, name(of: child) != own { waitpid(child, nil, WNOHANG) }
      }
      usleep(500_000)
    }
  }

  private static func name(of process: pid_t) -> String? {
    guard let file = fopen("/proc/\(process)/comm", "re") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 64)
    return String(decoding: buffer.prefix(fread(&buffer, 1, buffer.count, file)), as: UTF8.self)
  }
}

extension Trait where Self == OrphanReaping {
  /// Dead processes that nobody waits for do not keep an exit test from ending.
  package static var orphanReaping: OrphanReaping { OrphanReaping() }
}

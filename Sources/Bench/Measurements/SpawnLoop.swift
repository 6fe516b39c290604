import ChildProcess
import Glibc
import Synchronization

/// The bare loop beside which `process` is measured: threads that start a program and wait for its end, over and over.
enum SpawnLoop {
  static let program = "/bin/true"

  /// Starts `count` of them, `concurrency` at a time.
  ///
  /// - Returns: how many ended per second; nil if the program cannot be started.
  static func perSecond(_ count: Int, concurrency: Int) async -> Double? {
    let round = Round(count)
    let begin = ContinuousClock.now
    await withTaskCancellationHandler {
      await withTaskGroup { group in
        for _ in 0..<concurrency {
          group.addTask {
            await withCheckedContinuation { continuation in
              SystemThread.start("hatchet spawn") {
                round.work()
                continuation.resume()
              }
            }
          }
        }
      }
    } onCancel: {
      round.end()
    }
    let seconds = begin.duration(to: .now).inSeconds
    let done = round.done
    return done > 0 && seconds > 0 ? Double(done) / seconds : nil
  }

  private final class Round: Sendable {
    private let left: Atomic<Int>
    private let ended = Atomic<Int>(0)

    init(_ count: Int) { left = Atomic(count) }

    var done: Int { ended.load(ordering: .relaxed) }

    func end() { left.store(0, ordering: .relaxed) }

    func work() {
      while left.wrappingSubtract(1, ordering: .relaxed).newValue >= 0 {
        guard SpawnLoop.once() else { return end() }
        ended.wrappingAdd(1, ordering: .relaxed)
      }
    }
  }

  private static func once() -> Bool {
    program.withCString { path in
      var process = pid_t()
      var arguments: [UnsafeMutablePointer<CChar>?] = [UnsafeMutablePointer(mutating: path), nil]
      guard posix_spawn(&process, path, nil, nil, &arguments, environ) == 0 else { return false }
      // Somebody else may have reaped it, which is as good.
      while waitpid(process, nil, 0) < 0, errno == EINTR {}
      return true
    }
  }
}

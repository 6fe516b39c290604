import CProcess
import Glibc

/// A thread outside Swift's cooperative pool, which has two here and must not block.
package enum SystemThread {
  /// Starts a thread that runs `body` with all signals blocked but one: they go to the main thread, and a write into a
  /// pipe that nobody reads gives EPIPE and no SIGPIPE.
  ///
  /// SIGCHLD, which nobody waits for, is sent to the thread that has started the child. Where it is not blocked it is
  /// ignored at once; where it is, it wakes the main thread to be ignored there: two switches for each child.
  /// - Parameter name: at most 15 bytes, for `ps -T` and debuggers.
  package static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Box(name: name, body: body))
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    sigdelset(&all, SIGCHLD)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    var thread = pthread_t()
    let error = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let box = Unmanaged<Box>.fromOpaque(argument).takeRetainedValue()
        hatchet_name_thread(box.name)
        box.body()
        return nil
      }, box.toOpaque())
    pthread_sigmask(SIG_SETMASK, &before, nil)
    precondition(error == 0, "no memory for a thread")
    pthread_detach(thread)
  }

  private final class Box {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }
}

import Glibc

/// Shows what is longer than the terminal through `$HATCHET_PAGER`, `$PAGER`, or `less -FIRX`.
package struct Pager: Sendable {
  /// Run by `sh -c`; nil if there is to be none.
  package let command: String?
  private let surface: Surface

  /// - Parameters:
  ///   - surface: stdout's.
  ///   - isDisabled: `--no-pager`, and everything that follows live.
  package init(surface: Surface, environment: [String: String], isDisabled: Bool = false) {
    self.surface = surface
    let chosen = environment["HATCHET_PAGER"] ?? environment["PAGER"] ?? "less -FIRX"
    command = isDisabled || !surface.isTerminal || chosen.isEmpty || chosen == "cat" ? nil : chosen
  }

  /// Runs `body` with the place to write to. If the result is longer than the terminal, the pager gets it, and this waits until
  /// the person has left it. Without a pager, everything goes straight to `output`.
  package func page(_ output: Output, _ body: (Output) throws -> Void) throws {
    guard let command else { return try body(output) }
    let page = Output()
    try body(page)
    let text = page.contents
    guard text.utf8.count(where: { $0 == 0x0A }) >= surface.height, let pager = PagerProcess(command) else {
      return try output.write(text)
    }
    try output.flush()
    do throws(TerminalError) {
      let pipe = Output(descriptor: pager.input)
      try pipe.write(text)
      try pipe.flush()
    } catch {
      // Whoever leaves the pager early has seen enough.
      guard error.code == .brokenPipe else {
        pager.wait()
        throw error
      }
    }
    // 126 and 127: the shell has found no such pager. Nothing was shown then.
    if [126, 127].contains(pager.wait()) { try output.write(text) }
  }
}

/// A running pager: it owns the terminal until it ends.
private struct PagerProcess {
  let input: Int32
  private let process: pid_t
  private let previousHandler: __sighandler_t?

  /// Nil if it cannot be started.
  init?(_ command: String) {
    var pipe: [Int32] = [-1, -1]
    guard Glibc.pipe(&pipe) == 0 else { return nil }
    defer { close(pipe[0]) }
    // The pager must not hold its own input open.
    _ = fcntl(pipe[1], F_SETFD, FD_CLOEXEC)
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, pipe[0], STDIN_FILENO)
    // We ignore SIGPIPE; what a pager runs must not inherit that.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var arguments: [UnsafeMutablePointer<CChar>?] =
      ["sh", "-c", command].map { (text: String) in strdup(text) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    guard posix_spawn(&process, "/bin/sh", &actions, &attributes, &arguments, environ) == 0 else {
      close(pipe[1])
      return nil
    }
    input = pipe[1]
    self.process = process
    // From here to its end Ctrl-C is the pager's: it must not leave the pager alone with the terminal.
    previousHandler = signal(SIGINT, SIG_IGN)
  }

  /// Closes its input and waits for its end; gives its exit status, or -1 if a signal ended it.
  @discardableResult func wait() -> Int32 {
    close(input)
    defer { signal(SIGINT, previousHandler) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
  }
}

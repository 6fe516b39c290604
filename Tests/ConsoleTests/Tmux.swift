import Glibc

@testable import Console

/// A terminal of 80 by 24 with a shell command in it: tmux in control mode, which says when something has been drawn, so that
/// nothing here sleeps.
final class Tmux: @unchecked Sendable {
  // Unchecked: used by one thread at a time, that of `session`.

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// The path of the server's socket, which tmux leaves behind.
  let socket: String
  private let directory: Scratch
  private let process: pid_t
  private let input: Int32
  private let output: Int32
  private var buffer: [UInt8] = []
  /// What was drawn last.
  private(set) var screen = ""

  /// Runs `body` on a thread of its own: it blocks.
  static func session<Value: Sendable>(
    _ command: String, _ body: @escaping @Sendable (Tmux) throws -> Value
  ) async throws -> Value {
    try await SystemThread.run {
      Result {
        let tmux = try Tmux(command)
        defer { tmux.kill() }
        return try body(tmux)
      }
    }.get()
  }

  private init(_ command: String) throws {
    signal(SIGPIPE, SIG_IGN)
    directory = try Scratch()
    socket = directory.path + "/tmux"
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw Failure(description: "no socket")
    }
    (input, output) = (ends[0], ends[0])
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
      close(ends[1])
    }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    // This thread blocks all signals; a terminal's processes must not.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let words =
      ["env", "-u", "TMUX", "LC_ALL=C.UTF-8", "INPUTRC=/dev/null", "tmux", "-S", socket, "-f", "/dev/null", "-C"]
      + ["new-session", "-x", "80", "-y", "24", command]
      // The terminal goes with the tests, even if they crash.
      + [";", "set-option", "destroy-unattached", "on"]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { (word: String) in strdup(word) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    guard posix_spawnp(&child, "env", &actions, &attributes, &arguments, environ) == 0 else {
      throw Failure(description: "unable to start tmux")
    }
    process = child
  }

  /// Types keys as tmux names them: `Enter`, `Up`, `C-c`.
  func press(_ keys: String...) throws { try send("send-keys \(keys.joined(separator: " "))") }

  /// Types text, then Enter.
  func enter(_ text: String) throws {
    try type(text)
    try press("Enter")
  }

  func type(_ text: String) throws { try send("send-keys -l -- \(Self.quoted(text))") }

  /// Pastes as terminals do.
  func paste(_ text: String) throws {
    try send("set-buffer -- \(Self.quoted(text))")
    try send("paste-buffer -p")
  }

  func resize(width: Int) throws { try send("resize-window -x \(width)") }

  /// Waits until the screen, without blanks at its end, ends like this; 30 s at most.
  func wait(for end: String) throws { try wait("its end to be '\(end)'") { $0.hasSuffix(end) } }

  func wait(_ what: String, until isReached: (String) -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while true {
      screen = try capture(deadline)
      if isReached(screen) { return }
      while try !line(deadline).hasPrefix("%output") {}
    }
  }

  private func capture(_ deadline: ContinuousClock.Instant) throws -> String {
    // A line that only our own command prints: replies to others come before it.
    let mark = "mark-\(UInt32.random(in: 0...UInt32.max))"
    try send("display-message -p \(mark)")
    try send("capture-pane -p")
    while try line(deadline) != mark {}
    while try !line(deadline).hasPrefix("%begin") {}
    var lines: [String] = []
    while case let line = try line(deadline), !line.hasPrefix("%end") { lines.append(line) }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  private func send(_ command: String) throws {
    let text = command + "\n"
    guard text.withCString({ write(input, $0, strlen($0)) }) > 0 else { throw Failure(description: "tmux has ended") }
  }

  /// The next line that tmux says.
  private func line(_ deadline: ContinuousClock.Instant) throws -> String {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        defer { buffer.removeFirst(end + 1) }
        return String(decoding: buffer[..<end], as: UTF8.self)
      }
      let left = Int32((deadline - .now) / .milliseconds(1))
      var ready = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      guard left > 0, poll(&ready, 1, left) > 0 else { throw Failure(description: "waited too long at:\n\(screen)") }
      var chunk = [UInt8](repeating: 0, count: 65_536)
      let count = read(output, &chunk, chunk.count)
      guard count > 0 else { throw Failure(description: "tmux has ended at:\n\(screen)") }
      buffer += chunk[..<count]
    }
  }

  private func kill() {
    try? send("kill-server")
    var status: Int32 = 0
    waitpid(process, &status, 0)
    close(input)
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.map { "\"\\$".contains($0) ? "\\\($0)" : $0 == "\n" ? "\\n" : "\($0)" }.joined() + "\""
  }
}

import Glibc
import Testing

@testable import Console

/// readline itself, at a terminal that tmux plays.
@Suite(.serialized, .enabled("tmux is not installed") { await FixtureProcess.shell("command -v tmux").status == 0 })
struct TerminalTests {
  /// The fixture at a terminal, and after it a shell that tells its exit status and whether the terminal is as it was.
  private func session(
    _ history: String, _ body: @escaping @Sendable (Tmux) throws -> Void
  ) async throws {
    // The user's shell gets Ctrl-C, too; unlike bash, dash would leave once the fixture has.
    let command =
      "trap : INT; SWIFT_BACKTRACE=enable=no HATCHET_HISTORY='\(history)' '\(FixtureProcess.path)'; echo left: $? $(stty -a | grep -o ' -*icanon\\| -*echo ');"
      + " exec sleep 60"
    try await Tmux.session(command) { tmux in
      try tmux.wait(for: "fixture; \\? for help\nfixture>")
      try body(tmux)
    }
  }

  @Test func editsCompletesAndRemembers() async throws {
    let directory = try Scratch()
    let path = try directory.write("history", "echo before\n")
    try await session(path) { tmux in
      // History from the file.
      try tmux.press("Up", "Enter")
      try tmux.wait(for: "fixture> echo before\nbefore\nfixture>")
      // A character of two bytes, deleted as one.
      try tmux.type("echo né")
      try tmux.press("BSpace")
      try tmux.enter("o")
      try tmux.wait(for: "fixture> echo no\nno\nfixture>")
      // Completion of a command, of an option, and the list.
      try tmux.type("fa")
      try tmux.press("Tab")
      try tmux.wait(for: "fixture> fail")
      try tmux.type("--st")
      try tmux.press("Tab")
      try tmux.wait(for: "fixture> fail --status")
      try tmux.press("C-c")
      try tmux.wait(for: "^C\nfixture>")
      try tmux.press("Tab", "Tab")
      try tmux.wait(
        for:
          "echo   Print words\nfail   Fail\nhelp   Explain a command or a topic\nrest   Print the rest of standard input\nfixture>"
      )
      // A statement over two lines comes back whole.
      try tmux.enter("select 'a")
      try tmux.wait(for: "      '>")
      try tmux.enter("b';")
      try tmux.wait(for: "sql: select 'a\nb'\nfixture>")
      try tmux.press("Up", "Enter")
      try tmux.wait(for: "fixture> select 'a\nb';\nsql: select 'a\nb'\nfixture>")
      // A blank in front keeps it out.
      try tmux.enter(" echo secret")
      try tmux.wait(for: "\nsecret\nfixture>")
      try tmux.press("C-d")
      try tmux.wait(for: "left: 0 icanon echo")
    }
    #expect(try directory.read("history") == "echo before\necho no\nselect 'a\u{1}b';\n")
  }

  @Test func interruptsTheLineAndWhatRuns() async throws {
    try await session("") { tmux in
      try tmux.enter("select (")
      try tmux.wait(for: "\n      (>")
      try tmux.type("half a line")
      try tmux.wait(for: "      (> half a line")
      try tmux.press("C-c")
      try tmux.wait(for: "      (> half a line^C\nfixture>")
      try tmux.enter("await")
      try tmux.wait(for: "waiting")
      try tmux.press("C-c")
      try tmux.wait(for: "cancel\ninterrupted\nfixture>")
      // In the middle of a search through the history.
      try tmux.press("C-r")
      try tmux.type("aw")
      try tmux.wait("the search") { $0.contains("i-search)`aw': await") }
      try tmux.press("C-c")
      try tmux.wait("a prompt") { $0.hasSuffix("\nfixture>") && $0.contains("^C") }
      try tmux.enter("echo still here")
      try tmux.wait(for: "still|here\nfixture>")
      try tmux.press("C-d")
      try tmux.wait(for: "left: 0 icanon echo")
    }
  }

  /// Lines that are pasted together are one entry, and nothing runs before Enter.
  @Test func pastes() async throws {
    try await session("") { tmux in
      try tmux.paste("echo one\necho two")
      try tmux.wait(for: "fixture> echo one\necho two")
      try tmux.press("Enter")
      try tmux.wait(for: "one\ntwo\nfixture>")
      try tmux.press("Up")
      try tmux.wait(for: "two\nfixture> echo one\necho two")
    }
  }

  @Test func followsTheSizeOfTheTerminal() async throws {
    try await session("") { tmux in
      try tmux.resize(width: 40)
      try tmux.type("echo 0123456789 0123456789 0123456789")
      try tmux.wait(for: "fixture> echo 0123456789 0123456789 0123\n456789")
      try tmux.press("Home", "Delete")
      try tmux.wait(for: "fixture> cho 0123456789 0123456789 01234\n56789")
    }
  }

  /// The terminal is given back whatever ends the process.
  @Test(arguments: [(SIGTERM, "TERM", 143), (SIGHUP, "HUP", 129), (SIGQUIT, "QUIT", 131), (SIGSEGV, "SEGV", 139)])
  func restoresTheTerminal(_ number: Int32, _ name: String, _ status: Int) async throws {
    try await session("") { tmux in
      try tmux.type("half")
      try tmux.wait(for: "fixture> half")
      _ = popen(
        "pkill -\(name) -t $(tmux -S \(tmux.socket) display-message -p '#{s|/dev/||:pane_tty}') ConsoleFixture", "r"
      )
      .map { pclose($0) }
      try tmux.wait(for: "left: \(status) icanon echo")
    }
  }

  @Test func stopsAndContinues() async throws {
    let shell = "PS1='shell> ' HATCHET_HISTORY= bash --norc --noprofile -i"
    try await Tmux.session(shell) { tmux in
      try tmux.wait(for: "shell>")
      try tmux.enter(FixtureProcess.path)
      try tmux.wait(for: "\nfixture>")
      try tmux.type("echo ha")
      try tmux.wait(for: "fixture> echo ha")
      try tmux.press("C-z")
      try tmux.wait("the shell") { $0.contains("Stopped") && $0.hasSuffix("shell>") }
      try tmux.enter("fg")
      try tmux.wait(for: "\nfixture> echo ha")
      try tmux.enter("lf")
      try tmux.wait(for: "half\nfixture>")
    }
  }
}

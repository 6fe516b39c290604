package import Arguments
import Glibc
import Synchronization

/// A person at the terminal, by readline, which has a thread of its own: it blocks.
package final class TerminalSource: InputSource {
  /// How long the Tab key waits for the host.
  package static let patience = Duration.milliseconds(300)

  /// What the thread is asked for.
  enum Request: Sendable {
    case read(Prompt, CheckedContinuation<Input, Never>)
    case record(String, CheckedContinuation<Void, Never>)
    case history(CheckedContinuation<[String], Never>)
    case close(CheckedContinuation<Void, Never>)
  }

  private let mailbox: Mailbox

  package var isInteractive: Bool { true }

  /// Is there a person? Standard input is a terminal, and one of the outputs.
  package static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && output != nil }

  /// - Parameters:
  ///   - complete: the host's.
  ///   - interrupt: called at Ctrl-C outside of an edit, on the terminal's thread.
  /// - Throws: `.terminal` if there is none, or another source has it. `close` gives it back.
  package init(
    history: HistoryFile?, complete: @escaping @Sendable ([String]) async -> Completion?,
    interrupt: @escaping @Sendable () -> Void
  ) throws(ConsoleError) {
    guard Self.isPossible, let output = Self.output else {
      throw ConsoleError(.terminal, "standard input is no terminal")
    }
    guard !Self.isTaken.exchange(true, ordering: .acquiringAndReleasing) else {
      throw ConsoleError(.terminal, "this is a console already")
    }
    guard let mailbox = Mailbox() else {
      Self.isTaken.store(false, ordering: .releasing)
      throw ConsoleError(.terminal, "unable to open a pipe", cause: String(cString: strerror(errno)))
    }
    self.mailbox = mailbox
    let isStarted = SystemThread.start {
      TerminalSession(
        mailbox, output: output, file: history, ask: { words in Self.answer(words, complete) }, interrupt: interrupt
      ).run()
      Self.isTaken.store(false, ordering: .releasing)
    }
    guard isStarted else {
      Self.isTaken.store(false, ordering: .releasing)
      throw ConsoleError(.terminal, "unable to start a thread")
    }
  }

  package var history: [String] {
    get async { await withCheckedContinuation { mailbox.post(.history($0)) } }
  }

  package func next(_ prompt: Prompt) async -> Input {
    await withCheckedContinuation { mailbox.post(.read(prompt, $0)) }
  }

  package func record(_ entry: String) async {
    await withCheckedContinuation { mailbox.post(.record(entry, $0)) }
  }

  /// Gives the terminal and the signals back. Nothing may be asked of the source afterwards.
  package func close() async {
    await withCheckedContinuation { mailbox.post(.close($0)) }
  }

  private static let isTaken = Atomic(false)

  private static var output: Int32? { [STDOUT_FILENO, STDERR_FILENO].first { isatty($0) == 1 } }

  /// Waits for the host's answer, on the terminal's thread.
  private static func answer(
    _ words: [String], _ complete: @escaping @Sendable ([String]) async -> Completion?
  ) -> Completion? {
    let answer = Answer()
    let task = Task { answer.give(await complete(words)) }
    defer { task.cancel() }
    return answer.wait(patience)
  }
}

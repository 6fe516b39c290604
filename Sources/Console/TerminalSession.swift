import Arguments
import Glibc

/// The terminal's thread: waits for keys, signals and requests, and is the only one that uses readline.
final class TerminalSession {
  private let mailbox: Mailbox
  private let readline: Readline?
  private let file: HistoryFile?
  private let interrupt: () -> Void
  private var signals: TerminalSignals
  /// Who waits for the line that is being edited.
  private var reader: CheckedContinuation<Input, Never>?
  private var isOpen = true

  init(
    _ mailbox: Mailbox, output: Int32, file: HistoryFile?, ask: @escaping ([String]) -> Completion?,
    interrupt: @escaping () -> Void
  ) {
    self.mailbox = mailbox
    self.file = file
    self.interrupt = interrupt
    signals = TerminalSignals(pipe: mailbox.writing)
    readline = Readline(output: output, history: file?.load() ?? History()) { LineCompletion($0, ask: ask) }
  }

  func run() {
    signals.catchInterrupt()
    while isOpen {
      let isEditing = reader != nil
      var events = [
        pollfd(fd: mailbox.reading, events: Int16(POLLIN), revents: 0),
        // A negative descriptor is passed over: keys typed meanwhile are for the next line, or for the subcommand.
        pollfd(fd: isEditing ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&events, 2, -1) > 0 else { continue }
      if events[0].revents != 0 {
        for signal in mailbox.takeSignals() { handle(signal) }
        for request in mailbox.takeRequests() { handle(request) }
      }
      guard events[1].revents != 0, reader != nil, let readline else { continue }
      readline.read()
      switch readline.event {
      case nil: break
      case .line(let line): finish(.line(line))
      case .end:
        readline.newLine()
        finish(.end(status: 0))
      }
    }
  }

  private func handle(_ request: TerminalSource.Request) {
    switch request {
    case .read(let prompt, let continuation):
      guard let readline else {
        continuation.resume(returning: .failed(ConsoleError(.terminal, "unable to use the terminal")))
        return
      }
      reader = continuation
      signals.catchAll(terminal: STDIN_FILENO)
      readline.begin(prompt)
    case .record(let entry, let continuation):
      let last = readline?.history.entries.last
      if readline?.record(entry) == true, entry != last { file?.append(entry) }
      continuation.resume()
    case .history(let continuation): continuation.resume(returning: readline?.history.entries ?? [])
    case .close(let continuation):
      readline?.close()
      signals.releaseAll()
      isOpen = false
      continuation.resume()
    }
  }

  private func handle(_ signal: Int32) {
    guard let readline, reader != nil else {
      if signal == SIGINT { interrupt() }
      return
    }
    switch signal {
    case SIGINT:
      readline.interrupt()
      finish(.interrupted)
    case SIGWINCH: readline.resize()
    case SIGCONT:
      // Stopped by SIGSTOP: whoever had the terminal meanwhile has changed its mode.
      readline.suspend()
      readline.resume()
    case SIGTSTP:
      readline.suspend()
      signals.pass(signal)
      readline.resume()
    default:
      readline.end()
      readline.newLine()
      signals.pass(signal)
      // The host has a handler of its own.
      finish(.end(status: 128 + signal))
    }
  }

  private func finish(_ input: Input) {
    signals.releaseAllButInterrupt()
    let waiting = reader
    reader = nil
    waiting?.resume(returning: input)
  }
}

@preconcurrency import CReadline
import Glibc

/// GNU readline, all of it that the console uses. readline is one set of global variables: everything here belongs to one
/// thread, that of `TerminalSession`, which makes the only instance.
final class Readline {
  /// How an edit ended.
  enum Event {
    case line(String)
    case end
  }

  /// Set when an edit is over, and then the terminal is back in the mode that it was found in.
  private(set) var event: Event?
  /// A line is being edited.
  private(set) var isEditing = false
  private(set) var history: History

  private let complete: (String) -> LineCompletion
  private var completion: LineCompletion?
  private var completes = true

  /// Only ever touched by the thread of the one instance: C's callbacks have nothing else to find it by.
  nonisolated(unsafe) private static var current: Readline?

  /// For `$if hatchet` in the inputrc. readline keeps the pointer.
  nonisolated(unsafe) private static let name = strdup("hatchet")

  /// - Parameters:
  ///   - output: a terminal.
  ///   - complete: for the line up to the cursor; may take a moment.
  init?(output: Int32, history: History, complete: @escaping (String) -> LineCompletion) {
    self.history = history
    self.complete = complete
    guard let keys = Self.stream(STDIN_FILENO, "r"), let screen = Self.stream(output, "w") else { return nil }
    rl_instream = keys
    rl_outstream = screen
    Self.current = self
    rl_readline_name = UnsafePointer(Self.name)
    // Without a locale in the environment (containers), text is still UTF-8.
    if let locale = setlocale(LC_CTYPE, ""), ["C", "POSIX"].contains(String(cString: locale)) {
      setlocale(LC_CTYPE, "C.UTF-8")
    }
    rl_catch_signals = 0
    rl_catch_sigwinch = 0
    // setenv would race with getenv in other threads.
    rl_change_environment = 0
    rl_completer_word_break_characters = UnsafePointer(Self.noBreaks)
    rl_attempted_completion_function = { text, _, _ in Readline.current?.matches(text) }
    rl_completion_display_matches_hook = { _, _, _ in Readline.current?.showMatches() }
    rl_initialize()
    using_history()
    for entry in history.entries { add_history(entry) }
  }

  /// Gives readline's own memory back, and its stream.
  func close() {
    if isEditing { end() }
    clear_history()
    Self.current = nil
    for stream in [rl_instream, rl_outstream] { fclose(stream) }
    rl_instream = nil
    rl_outstream = nil
  }

  /// On a copy of the descriptor, which `\o` or anybody else may replace meanwhile.
  private static func stream(_ descriptor: Int32, _ mode: String) -> UnsafeMutablePointer<FILE>? {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    return copy < 0 ? nil : fdopen(copy, mode)
  }

  func begin(_ prompt: Prompt) {
    event = nil
    isEditing = true
    completes = !prompt.isContinuation
    rl_reset_screen_size()
    rl_callback_handler_install(prompt.text) { line in Readline.current?.accept(line) }
  }

  /// Call it when there is something to read.
  func read() { rl_callback_read_char() }

  /// Ctrl-C: forgets the line, and goes to the next.
  func interrupt() {
    rl_callback_sigcleanup()
    rl_free_line_state()
    rl_echo_signal_char(SIGINT)
    rl_crlf()
    end()
  }

  /// Puts the terminal back for as long as somebody else has it.
  func suspend() {
    rl_deprep_term_function?()
  }

  func resume() {
    // 1: bytes have 8 bits.
    rl_prep_term_function?(1)
    rl_reset_screen_size()
    rl_forced_update_display()
  }

  func resize() { rl_resize_terminal() }

  /// Ends the edit without a result.
  func end() {
    rl_callback_handler_remove()
    fflush(rl_outstream)
    isEditing = false
  }

  func newLine() {
    rl_crlf()
    fflush(rl_outstream)
  }

  /// - Returns: false if the entry is none to keep.
  func record(_ entry: String) -> Bool {
    guard let removals = history.add(entry) else { return false }
    for index in removals {
      guard let entry = remove_history(Int32(index)) else { continue }
      free_history_entry(entry)
    }
    add_history(entry)
    return true
  }

  private func accept(_ line: UnsafeMutablePointer<CChar>?) {
    event = line.map { .line(String(cString: $0)) } ?? .end
    free(line)
    end()
  }

  // MARK: - Completion

  /// A word of readline is the whole line: it knows other quotes than we do.
  nonisolated(unsafe) private static let noBreaks = strdup("")

  /// The array that readline wants: what all have in common, then each; all of it to be freed by readline.
  private func matches(_ text: UnsafePointer<CChar>?) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    // Not to fall back on file names.
    rl_attempted_completion_over = 1
    guard completes, let text else { return nil }
    let completion = complete(String(cString: text))
    self.completion = completion
    guard let first = completion.candidates.first else { return nil }
    let isOnly = completion.candidates.count == 1
    rl_completion_suppress_append = isOnly && !first.isPartial ? 0 : 1
    rl_completion_append_character = 0x20
    let each = isOnly ? [] : completion.candidates.map(\.insertion)
    let lines = ([completion.common] + each).map { completion.head + $0 }
    let array = calloc(lines.count + 1, MemoryLayout<UnsafeMutablePointer<CChar>?>.stride)?
      .bindMemory(to: UnsafeMutablePointer<CChar>?.self, capacity: lines.count + 1)
    for (index, line) in lines.enumerated() { array?[index] = strdup(line) }
    return array
  }

  private func showMatches() {
    guard let completion else { return }
    var columns: Int32 = 80
    var rows: Int32 = 24
    rl_get_screen_size(&rows, &columns)
    rl_crlf()
    for line in CompletionList.lines(completion.candidates, width: Int(columns), height: Int(rows)) {
      fputs(line, rl_outstream)
      rl_crlf()
    }
    rl_forced_update_display()
  }
}

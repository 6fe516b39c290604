/// Questions to the person at the terminal. They go to stderr: stdout is data.
package struct Prompt: Sendable {
  /// Whether somebody is there to answer: stdin is a terminal, and there is no `--no-input`.
  package var canAsk: Bool
  /// `--yes`
  package var assumesYes: Bool
  private let output: Output
  private let readLine: @Sendable () -> String?

  /// - Parameters:
  ///   - output: stderr.
  ///   - readLine: the next line of stdin, without its newline; nil at its end.
  package init(
    canAsk: Bool, assumesYes: Bool = false, output: Output,
    readLine: @escaping @Sendable () -> String? = { Swift.readLine() }
  ) {
    self.canAsk = canAsk
    self.assumesYes = assumesYes
    self.output = output
    self.readLine = readLine
  }

  /// Asks `question` (`cancel 12 runs?`); no is the default, and what the end of the input means.
  ///
  /// - Parameter flag: what answers yes from a script.
  /// - Throws: `noTerminal` if nobody can answer and `--yes` was not given.
  package func confirm(_ question: String, flag: String = "--yes") throws(TerminalError) -> Bool {
    if assumesYes { return true }
    guard canAsk else {
      throw TerminalError(
        code: .noTerminal, message: "unable to ask '\(question)': standard input is not a terminal",
        hint: "pass \(flag) to go on without being asked")
    }
    while true {
      try output.write("\(question) [y/N] ")
      try output.flush()
      guard let answer = readLine()?.lowercased() else {
        try output.writeLine()
        try output.flush()
        return false
      }
      switch answer.split(separator: " ").first ?? "" {
      case "y", "yes": return true
      case "", "n", "no": return false
      default: try output.writeLine("please answer y or n")
      }
    }
  }

  /// Asks for a line of text; the default is shown, and taken for an empty answer.
  ///
  /// - Parameter flag: what gives the answer from a script.
  /// - Throws: `noTerminal` if nobody can answer.
  package func ask(_ question: String, default defaultAnswer: String, flag: String) throws(TerminalError) -> String {
    if assumesYes { return defaultAnswer }
    guard canAsk else {
      throw TerminalError(
        code: .noTerminal, message: "unable to ask '\(question)': standard input is not a terminal",
        hint: "pass \(flag) with the answer")
    }
    try output.write("\(question) [\(defaultAnswer)] ")
    try output.flush()
    guard let answer = readLine(), !answer.isEmpty else { return defaultAnswer }
    return answer
  }
}

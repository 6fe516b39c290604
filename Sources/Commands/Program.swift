package import Arguments
package import Terminal

/// One run of the program: from the words of the command line to the exit status.
package struct Program: Sendable {
  package var session: Session
  package var tree: CommandTree<Session, GlobalOptions>
  /// What it is called on the command line; empty in the console.
  var name = "hatchet"

  package init(session: Session, tree: CommandTree<Session, GlobalOptions> = .hatchet) {
    self.session = session
    self.tree = tree
  }

  /// Parses, runs, says what went wrong, and flushes.
  package func run(_ words: [String]) async -> Int32 {
    do {
      try await perform(words)
      try session.output.flush()
      return 0
    } catch {
      return report(error, of: words)
    }
  }

  private func perform(_ words: [String]) async throws {
    let environment = session.environment
    switch tree.parse(words, Fallbacks(environment: { environment[$0] }), globals: session.globals) {
    case .run(let invocation):
      for warning in invocation.warnings { session.say("warning: \(warning)") }
      try await invocation.run(session.adopting(invocation.globals))
    case .help(let page):
      try showHelp(page)
    case .version(let line), .dump(let line):
      try session.output.writeLine(line)
    case .manual(let directory):
      try ManualPages(tree.description).write(to: session.path(directory))
    case .complete(let words):
      try await LiveCompletion(session: session, tree: tree).print(words)
    case .failure(let error):
      throw error
    }
  }

  private func showHelp(_ page: HelpPage) throws {
    let look = session.surface.look
    let width = session.surface.isTerminal ? min(session.surface.width, 100) : 80
    let text = page.text(width: width) { role, text in look.styled(text, role == .heading ? .strong : .plain) }
    try Pager(surface: session.surface, environment: session.environment).page(session.output) { output in
      try output.write(text)
    }
  }

  /// The exit status for an error, after saying what it is.
  /// - Parameter words: the command line, which may ask for JSON, for details, or for no colours.
  func report(_ error: any Error, of words: [String] = []) -> Int32 {
    try? session.output.flush()
    // Ctrl-C in the console: whoever pressed it knows.
    if Task.isCancelled { return 130 }
    let environment = session.environment
    let globals = tree.globals(in: words, Fallbacks(environment: { environment[$0] }), globals: session.globals)
    let session = session.adopting(globals)
    let report = FailureReport(error, program: name)
    let lines = report.lines(
      surface: session.errorSurface, isVerbose: globals.verbose, asJSON: FailureReport.wantsJSON(words))
    for line in lines { try? session.errors.writeLine(line) }
    return report.status
  }
}

/// An error that knows how it is shown.
package protocol MessageError: Error {
  var messages: [Message] { get }
  var exitStatus: Int32 { get }
}

extension Session {
  /// With the options of a command line, and what they mean for colours.
  func adopting(_ globals: GlobalOptions) -> Session {
    var session = self
    session.globals = globals
    if globals.colorChoice != .auto {
      let isAlways = globals.colorChoice == .always
      session.surface.look.hasColor = isAlways
      session.errorSurface.look.hasColor = isAlways
    }
    return session
  }
}

import Synchronization
package import Terminal

/// The loop of `hatchet repl`: takes lines from sources, makes entries of them, has them run.
package actor Console {
  /// Where a console's input comes from, if not from standard input.
  package enum Script: Sendable, Equatable {
    /// `-c TEXT`
    case text(String)
    /// `-f FILE`; `-` is standard input.
    case file(String)
  }

  package struct Options: Sendable {
    /// Without a person at the terminal, go on after a failure.
    package var keepsGoing = false
    /// Nil to keep no history.
    package var history: HistoryFile?
    /// Said once on stderr to a person at the terminal.
    package var banner: String?
    /// How messages look; those of the host are the host's.
    package var look = Look()

    package init(keepsGoing: Bool = false, history: HistoryFile? = nil, banner: String? = nil, look: Look = Look()) {
      self.keepsGoing = keepsGoing
      self.history = history
      self.banner = banner
      self.look = look
    }
  }

  nonisolated let host: ConsoleHost
  nonisolated let options: Options
  /// Data, and talk.
  private let output, errors: Output
  private let now: @Sendable () -> Duration
  private let running = Running()
  private var isTiming = false
  private var redirection: Redirection?
  private var depth = 0

  /// - Parameters:
  ///   - output: what meta-commands print; the host prints where it likes.
  ///   - now: the time since any fixed moment, for `\timing`.
  package init(
    host: ConsoleHost, options: Options = Options(), output: Output = Output(descriptor: 1, buffering: .none),
    errors: Output = Output(descriptor: 2, buffering: .none), now: (@Sendable () -> Duration)? = nil
  ) {
    self.host = host
    self.options = options
    self.output = output
    self.errors = errors
    let start = ContinuousClock.now
    self.now = now ?? { start.duration(to: .now) }
  }

  /// Runs the scripts in turn; without any, a session at the terminal, or what is piped into standard input.
  /// - Returns: the exit status: that of the failure that ended it, or of the first failure if it kept going; 0 after
  ///   a session at the terminal.
  package func run(_ scripts: [Script] = []) async -> Int32 {
    defer {
      redirection?.end()
      redirection = nil
    }
    if scripts.isEmpty { return await runStandardInput() }
    var first: Int32 = 0
    for script in scripts {
      let status = await run(script)
      if first == 0 { first = status }
      if status != 0, !options.keepsGoing { break }
    }
    return first
  }

  /// Runs everything that a source gives.
  package func run(_ source: any InputSource) async -> Int32 {
    var assembler = Assembler()
    var typed = ""
    var first: Int32 = 0
    var ends = false
    while !ends {
      var entries: [Assembler.Entry] = []
      switch await source.next(prompt(assembler)) {
      case .interrupted:
        assembler.clear()
        typed = ""
      case .line(let line):
        typed += typed.isEmpty ? line : "\n" + line
        entries = assembler.feed(line)
        guard !assembler.isOpen else { break }
        await source.record(Assembler.trimmedEnd(typed))
        typed = ""
      case .end(let status):
        if status != 0 { return status }
        // What a person leaves half typed is not meant.
        if !source.isInteractive { entries = assembler.finish() }
        ends = true
      case .failed(let error): return report(error)
      }
      for entry in entries {
        guard case .done(let status) = await run(entry, source) else { return first }
        guard status != 0, !source.isInteractive else { continue }
        if first == 0 { first = status }
        guard !options.keepsGoing else { continue }
        await tellWhere(source, status)
        return status
      }
    }
    return first
  }

  /// Ctrl-C while something runs: the host is told, then the task is cancelled.
  package nonisolated func interrupt() {
    running.cancel(after: host.cancel)
  }

  func say(_ text: String) -> MetaCommand.Outcome {
    try? output.write(text)
    return .done(status: 0)
  }

  /// `\s`
  func showHistory(_ source: any InputSource) async -> MetaCommand.Outcome {
    say(await source.history.map { $0 + "\n" }.joined())
  }

  /// `\timing`
  func setTiming(_ word: String?) throws(ConsoleError) -> MetaCommand.Outcome {
    switch word {
    case nil: isTiming.toggle()
    case "on": isTiming = true
    case "off": isTiming = false
    case .some(let word):
      throw ConsoleError(.usage, "'\(word)' is neither 'on' nor 'off'", hint: "usage: \\timing [on|off]")
    }
    talk("timing is \(isTiming ? "on" : "off")")
    return .done(status: 0)
  }

  /// `\i`
  func include(_ path: String) async throws(ConsoleError) -> MetaCommand.Outcome {
    guard depth < 16 else {
      throw ConsoleError(.usage, "unable to include '\(path)'", cause: "16 files include each other already")
    }
    let source = try await TextSource.file(path)
    depth += 1
    defer { depth -= 1 }
    return .done(status: await run(source))
  }

  /// `\o`
  func redirect(to path: String?) async throws(ConsoleError) -> MetaCommand.Outcome {
    redirection?.end()
    redirection = nil
    if let path { redirection = try Redirection(path: path) }
    return .done(status: 0)
  }

  private func run(_ entry: Assembler.Entry, _ source: any InputSource) async -> MetaCommand.Outcome {
    let host = host
    switch entry {
    case .failure(let error): return .done(status: report(error))
    case .command(["exit"]), .command(["quit"]): return .leave
    case .command(let words): return .done(status: await timed { await host.run(words) })
    case .sql(let statement): return .done(status: await timed { await host.sql(statement) })
    case .meta(let name, let arguments):
      do throws(ConsoleError) {
        let command = try MetaCommand.named(name)
        try command.check(arguments)
        return try await command.body(self, arguments, source)
      } catch {
        return .done(status: report(error))
      }
    }
  }

  private func timed(_ body: @escaping @Sendable () async -> Int32) async -> Int32 {
    let start = now()
    let status = await running.run(body)
    if isTiming { talk("time: " + Self.text(now() - start)) }
    return status
  }

  private func prompt(_ assembler: Assembler) -> Prompt {
    let text = host.prompt()
    guard assembler.isOpen else { return Prompt(text) }
    // Right below the end of the first, as psql does.
    let mark = assembler.mark + "> "
    let shown = text.split(separator: "\u{1}", omittingEmptySubsequences: false).map { part in
      part.split(separator: "\u{2}", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
    }
    let width = CellWidth.of(shown.joined()) - CellWidth.of(mark)
    return Prompt(String(repeating: " ", count: max(0, width)) + mark, isContinuation: true)
  }

  /// - Returns: the exit status that the error means.
  func report(_ error: ConsoleError) -> Int32 {
    let message = Message(error.message, cause: error.cause, hint: error.hint)
    for line in message.lines(look: options.look) { talk(line) }
    return error.status
  }

  private func tellWhere(_ source: any InputSource, _ status: Int32) async {
    guard let place = await source.place else { return }
    talk("hatchet: stopped at \(place): exit status \(status)")
  }

  func talk(_ line: String) { try? errors.writeLine(line) }

  /// `12.345 ms`, `1.234 s`.
  private static func text(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    let (value, unit) = microseconds < 1_000_000 ? (microseconds, "ms") : (microseconds / 1000, "s")
    let fraction = String(1000 + value % 1000).dropFirst()
    return "\(value / 1000).\(fraction) \(unit)"
  }
}

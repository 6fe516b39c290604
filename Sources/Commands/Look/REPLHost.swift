import Arguments
import Console
import Glibc
import Hatchet
import Terminal

/// What the console needs of the program: commands run in this process, SQL on a connection that stays open.
struct REPLHost: Sendable {
  let sql: SQLConnection
  private let session: Session

  init(_ session: Session) {
    self.session = session
    sql = SQLConnection(session.settings)
  }

  var console: ConsoleHost {
    ConsoleHost(
      run: { words in await run(words) },
      sql: { statement in await run(statement) },
      complete: { words in await LiveCompletion(session: session, tree: .hatchet).completion(of: words) },
      prompt: {
        try? session.output.flush()
        return prompt
      })
  }

  private var prompt: String {
    let name = "hatchet/\(session.settings.namespace)"
    guard session.surface.look.hasColor else { return name + "> " }
    return "\u{1}\u{1b}[1m\u{2}\(name)\u{1}\u{1b}[0m\u{2}> "
  }

  private var program: Program {
    var program = Program(session: current)
    program.name = ""
    return program
  }

  /// The terminal may have another size by now, or `\o` another file in its place. What is piped in are our lines, and no
  /// command's input.
  private var current: Session {
    var session = session
    if session.surface.isTerminal, session.environment["HATCHET_FORCE_TTY"] == nil {
      let look = session.surface.look
      session.surface = .of(descriptor: STDOUT_FILENO, environment: session.environment)
      if session.surface.isTerminal { session.surface.look = look }
    }
    if !session.input.isTerminal { session.input = Input() }
    return session
  }

  private func run(_ words: [String]) async -> Int32 {
    guard words.first != "repl" else {
      try? session.errors.writeLine("this is the console already")
      return 2
    }
    return ended(await program.run(words))
  }

  private func run(_ statement: String) async -> Int32 {
    let program = program
    do {
      try SQLTable(try await sql.run(statement), program.session).write()
      return 0
    } catch {
      return ended(program.report(error))
    }
  }

  /// The terminal has shown `^C`, and the next prompt is to begin on a line of its own.
  private func ended(_ status: Int32) -> Int32 {
    if status == 130, session.input.isTerminal { try? session.errors.writeLine() }
    return status
  }
}

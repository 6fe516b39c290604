import Arguments
import Hatchet
import JSON
import Terminal

/// What is said of an error, to people and to programs, and the exit status that it gives.
struct FailureReport {
  /// Nil: all there is to say was said.
  private var code: String?
  private(set) var status: Int32
  private var messages: [Message]
  /// All there is to know, for `--verbose`.
  private var details: String?
  /// A usage error's second line: `try 'hatchet runs list --help'`.
  private var advice: String?
  /// In the console nobody needs to hear who it is that did not understand.
  private var isBare = false

  /// - Parameter program: what it is called on the command line; empty in the console.
  init(_ error: any Error, program: String = "hatchet") {
    switch error {
    case let error as ExitStatus:
      self.init(nil, error.code, [])
    case let error as TerminalError where error.code == .brokenPipe:
      // A reader that left ends the program quietly.
      self.init(nil, 0, [])
    case let error as TerminalError:
      let isSystem = error.code == .writeFailed || error.code == .readFailed
      self.init(isSystem ? .failed : .usage, [Message(error.message, cause: error.cause, hint: error.hint)])
    case let error as ArgumentError:
      let lines = error.text(program: program).split(separator: "\n", maxSplits: 1)
      self.init(.usage, [Message(error.line)])
      advice = lines.count > 1 ? String(lines[1]) : nil
      isBare = program.isEmpty
    case let error as any MessageError:
      self.init(HatchetError.Code(rawValue: error.exitStatus) ?? .failed, error.messages)
    case is CancellationError:
      self.init("interrupted", 130, [Message("interrupted")])
    default:
      let failure = HatchetError(error)
      self.init(failure.code, [Message(failure.message, hint: failure.hint)])
      details = failure.details
    }
  }

  private init(_ code: HatchetError.Code, _ messages: [Message]) { self.init(Self.word(code), code.rawValue, messages) }

  private init(_ code: String?, _ status: Int32, _ messages: [Message]) {
    self.code = code
    self.status = status
    self.messages = messages
  }

  /// A contract with programs.
  private static func word(_ code: HatchetError.Code) -> String {
    switch code {
    case .failed: "failed"
    case .usage: "usage"
    case .notFound: "not_found"
    case .unreachable: "unreachable"
    case .schema: "schema"
    case .refused: "refused"
    case .timeout: "timeout"
    }
  }

  /// What stderr gets, a line each. `asJSON` adds one object in a line of its own, the last.
  func lines(surface: Surface, isVerbose: Bool, asJSON: Bool) -> [String] {
    let width = surface.isTerminal ? surface.width : nil
    var lines = isBare ? messages.map(\.text) : messages.flatMap { $0.lines(look: surface.look, width: width) }
    if let advice { lines.append(advice) }
    if isVerbose, let details { lines.append(details) }
    if asJSON, let code, let first = messages.first { lines.append(JSONWriter.text(object(code, first))) }
    return lines
  }

  private func object(_ code: String, _ message: Message) -> JSONValue {
    var error = JSONObject([
      ("code", .string(code)), ("message", .string(message.cause.map { "\(message.text): \($0)" } ?? message.text)),
      ("hint", message.hint.map { .string($0) } ?? .null),
    ])
    if let source = message.source {
      error.append("file", .string(source.file))
      error.append("line", .int(source.line))
      error.append("column", .int(source.column))
    }
    return .object([("error", .object(error))])
  }

  /// Whether a command line asks for JSON. It may be one that cannot be parsed, so only the words count.
  static func wantsJSON(_ words: [String]) -> Bool {
    let options = words.prefix { $0 != "--" }
    if options.contains("--json") { return true }
    let formats = ["json", "jsonl"]
    return formats.contains { options.contains("--output=\($0)") || options.contains("-o\($0)") }
      || zip(options, options.dropFirst()).contains { ["-o", "--output"].contains($0) && formats.contains($1) }
  }
}

/// Makes entries of lines: subcommands, meta-commands, SQL statements. Pure: it reads and runs nothing.
struct Assembler {
  /// Something to do.
  enum Entry: Equatable {
    case command([String])
    /// Without the backslash.
    case meta(String, [String])
    /// Without the final semicolon.
    case sql(String)
    case failure(ConsoleError)
  }

  /// A line that begins with one of these words goes to the database.
  static let sqlWords: Set<String> = ["select", "with", "explain", "show", "table", "values"]

  private var statement: (text: String, scanner: SQLScanner)?
  /// Lines that ended in a backslash.
  private var command: String?

  /// An entry has begun and is not over.
  var isOpen: Bool { statement != nil || command != nil }

  /// What the next line continues, in as few characters as psql has: `'`, `"`, `$tag$`, `*` (a comment), `(`, `-` (a statement),
  /// `\`. Empty if nothing is open.
  var mark: String {
    guard let scanner = statement?.scanner else { return command == nil ? "" : "\\" }
    switch scanner.open {
    case .string: return "'"
    case .identifier: return "\""
    case .dollar(let tag): return String(decoding: tag, as: UTF8.self)
    case .comment: return "*"
    case .nothing: return scanner.nesting > 0 ? "(" : "-"
    }
  }

  /// Takes one line, or several that were pasted together.
  mutating func feed(_ lines: String) -> [Entry] {
    var entries: [Entry] = []
    // A command that goes on is read again as a whole.
    let text = (command ?? "") + lines
    command = nil
    var rest = text[...]
    while !rest.isEmpty {
      if statement != nil, !isMeta(rest) {
        rest = feedStatement(rest, &entries)
        continue
      }
      rest = rest.drop(while: \.isWhitespace)
      if statement == nil, rest.first == ";" || Self.beginsSQL(rest) {
        if rest.first == ";" { rest = rest.dropFirst() } else { statement = ("", SQLScanner()) }
      } else {
        rest = feedCommand(rest, &entries)
      }
    }
    return entries
  }

  /// The input is over: what is still open is run if only its end mark is missing.
  mutating func finish() -> [Entry] {
    defer { clear() }
    if command != nil {
      return [.failure(ConsoleError(.unfinished, "unfinished command: the input ends after a backslash"))]
    }
    guard let (text, scanner) = statement else { return [] }
    if case .nothing = scanner.open { return [.sql(Self.trimmed(text[...]))] }
    return [.failure(ConsoleError(.unfinished, "unfinished statement: the input ends within \(mark)"))]
  }

  /// Forgets what is open.
  mutating func clear() {
    statement = nil
    command = nil
  }

  private mutating func feedStatement(_ rest: Substring, _ entries: inout [Entry]) -> Substring {
    guard var (text, scanner) = statement else { return rest }
    guard let end = scanner.scan(rest) else {
      statement = (text + rest + "\n", scanner)
      return ""
    }
    text += rest[..<end].dropLast()
    statement = nil
    entries.append(.sql(Self.trimmed(text[...])))
    return rest[end...]
  }

  private mutating func feedCommand(_ rest: Substring, _ entries: inout [Entry]) -> Substring {
    // A comment of SQL, as scripts begin with: `--` alone is no option.
    if rest.hasPrefix("--"), rest.dropFirst(2).first?.isWhitespace != false {
      return rest.drop { !$0.isNewline }
    }
    let line = LineWords(rest)
    let words = line.texts
    switch line.open {
    case .quote(let quote):
      let hint = "put a backslash before a \(quote) that is meant as such"
      entries.append(.failure(ConsoleError(.unfinished, "missing the closing quote \(quote)", hint: hint)))
    case .backslash:
      command = String(rest.dropLast())
      return ""
    case .nothing, .comment:
      if rest.first == "\\" {
        entries.append(Self.meta(rest, line))
      } else if let first = words.first {
        // People paste whole command lines.
        let isWhole = first == "hatchet" && words.count > 1
        entries.append(.command(isWhole ? Array(words.dropFirst()) : words))
      }
    }
    return rest[line.end...]
  }

  /// `\` would quote the name's first letter, so the name is cut off by hand.
  private static func meta(_ rest: Substring, _ line: LineWords) -> Entry {
    let text = rest[..<line.end].dropFirst()
    let name = text.prefix { !$0.isWhitespace }
    return .meta(String(name), LineWords(text[name.endIndex...]).texts)
  }

  /// A meta-command works within a statement too, if no quote or comment is open.
  private func isMeta(_ rest: Substring) -> Bool {
    guard statement?.scanner.open == .nothing else { return false }
    return rest.first { !$0.isWhitespace } == "\\"
  }

  static func beginsSQL(_ rest: Substring) -> Bool {
    let word = rest.prefix { $0.isLetter || $0.isNumber || "_$-".contains($0) }
    return sqlWords.contains(word.lowercased())
  }

  /// Without the blanks at its end, which the Tab key leaves behind.
  static func trimmedEnd(_ text: some StringProtocol) -> String {
    guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(text[...last])
  }

  private static func trimmed(_ text: Substring) -> String { trimmedEnd(text.drop(while: \.isWhitespace)) }
}

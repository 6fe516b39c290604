/// The words of a command line, as a POSIX shell splits it: blanks, quotes, backslashes, comments. Nothing is expanded.
///
/// `ShellWords` does the like for whole lines; this one also knows where each word stands and what is still open, which is what
/// the Tab key and the next prompt need.
struct LineWords: Equatable {
  struct Word: Equatable {
    /// Without quotes and backslashes.
    var text = ""
    /// Where it begins in the line, quotes included.
    var start: String.Index
    /// The last piece of it was quoted thus.
    var quote: Character?
  }

  /// What the line ends within.
  enum Open: Equatable {
    case nothing
    /// `'` or `"`.
    case quote(Character)
    /// A backslash: the next line belongs to this one.
    case backslash
    case comment
  }

  private(set) var words: [Word] = []
  private(set) var open = Open.nothing
  /// Where the command ends: the end of its line, which is not the end of the text if several lines were pasted.
  private(set) var end: String.Index

  /// The last word reaches to the end: it is being typed.
  private(set) var isTyping = false

  var texts: [String] { words.map(\.text) }

  /// Reads one command, up to the first end of line that is not quoted.
  init(_ line: Substring) {
    end = line.endIndex
    var index = line.startIndex
    var word: Word?
    func next() -> Character? {
      guard index < line.endIndex else { return nil }
      defer { index = line.index(after: index) }
      return line[index]
    }
    reading: while true {
      let start = index
      guard let character = next() else { break }
      switch (open, character) {
      case (.comment, _) where character.isNewline, (.nothing, _) where character.isNewline:
        end = start
        break reading
      case (.comment, _): break
      case (.quote(let quote), _) where character == quote: open = .nothing
      case (.quote("'"), _): word?.text.append(character)
      case (.quote, "\\"):
        guard let quoted = next() else { break reading }
        // Between double quotes a backslash is itself, but for these.
        word?.text += "\"\\$`".contains(quoted) ? String(quoted) : quoted.isNewline ? "" : "\\\(quoted)"
      case (.quote, _): word?.text.append(character)
      case (_, "\\"):
        guard let quoted = next() else {
          open = .backslash
          break reading
        }
        if quoted.isNewline { break }
        word = word ?? Word(start: start)
        word?.text.append(quoted)
      case (_, "'"), (_, "\""):
        word = word ?? Word(start: start)
        word?.quote = character
        open = .quote(character)
      case (_, "#") where word == nil: open = .comment
      case (_, _) where character.isWhitespace:
        if let word { words.append(word) }
        word = nil
      default:
        word = word ?? Word(start: start)
        word?.text.append(character)
      }
      if open == .nothing, !"'\"".contains(character) { word?.quote = nil }
    }
    isTyping = word != nil
    if let word { words.append(word) }
  }

  /// `text` as a word of a line.
  /// - Parameter quote: the quotes to put around it; nil for backslashes before what needs them.
  static func quoted(_ text: String, _ quote: Character?) -> String {
    switch quote {
    case "'": return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    case .some(let quote):
      return "\(quote)" + text.map { "\"\\$`".contains($0) ? "\\\($0)" : "\($0)" }.joined() + "\(quote)"
    case nil:
      let special = text.contains(where: \.isNewline)
      if special { return quoted(text, "'") }
      let escaped = text.map { $0.isWhitespace || "'\"\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
      return escaped.hasPrefix("#") ? "\\" + escaped : escaped
    }
  }
}

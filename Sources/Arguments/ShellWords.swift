/// Splits a line into words as a POSIX shell does: blanks, quotes, backslashes. Nothing is expanded.
package enum ShellWords {
  /// - Throws: `.invalid` if a quote is not closed.
  package static func split(_ line: String) throws(ArgumentError) -> [String] {
    try pieces(line, operators: false).first ?? []
  }

  /// The commands of a line that `|`, `;`, `&` and redirections part.
  static func commands(_ line: String) throws(ArgumentError) -> [[String]] {
    try pieces(line, operators: true).filter { !$0.isEmpty }
  }

  private static func pieces(_ line: String, operators: Bool) throws(ArgumentError) -> [[String]] {
    var commands: [[String]] = [[]]
    var word: String?
    var quote: Character?
    var rest = line[...]
    func end() {
      if let word { commands[commands.count - 1].append(word) }
      word = nil
    }
    while let character = rest.popFirst() {
      if character == quote {
        quote = nil
      } else if character == "\\", quote != "'", let next = rest.popFirst() {
        // Between double quotes a backslash is itself, but for these.
        let kept = quote == "\"" && !"\"\\$`".contains(next) ? "\\" : ""
        word = (word ?? "") + kept + String(next)
      } else if quote != nil {
        word?.append(character)
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        end()
      } else if operators, "|;&<>".contains(character) {
        end()
        commands.append([])
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let quote { throw ArgumentError("missing the closing quote \(quote)") }
    end()
    return commands
  }
}

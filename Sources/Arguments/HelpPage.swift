/// A page of help, not laid out yet: width and colours are for whoever prints it to know.
package struct HelpPage: Sendable, Equatable {
  enum Block: Sendable, Equatable {
    case usage([String])
    case text(String)
    case heading(String)
    case terms([Term])
    case examples([Example])
    /// Sentences, one a line.
    case notes([String])
  }

  struct Term: Sendable, Equatable {
    var term: String
    var summary: String
  }

  /// What a piece of text is, for the one who colours it.
  package enum Role: Sendable {
    case heading, term, command
  }

  /// The manual page that tells more: "hatchet-runs-list"; nil for topics.
  package internal(set) var manual: String?
  var blocks: [Block] = []

  /// The page as text, ending in a newline.
  /// - Parameters:
  ///   - width: columns of the terminal; at least 40 are used, and at most 100.
  ///   - style: puts a piece of text in colour; must not change its width.
  package func text(width: Int = 80, style: (Role, String) -> String = { $1 }) -> String {
    let width = min(max(width, 40), 100)
    var lines: [String] = []
    for (index, block) in blocks.enumerated() {
      if index > 0, !follows(blocks[index - 1]) { lines.append("") }
      lines += self.lines(of: block, width, style)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func follows(_ block: Block) -> Bool {
    if case .heading = block { true } else { false }
  }

  private func lines(of block: Block, _ width: Int, _ style: (Role, String) -> String) -> [String] {
    switch block {
    case .usage(let pieces): usage(pieces, width, style)
    case .text(let text): prose(text, width)
    case .heading(let text): [style(.heading, text + ":")]
    case .terms(let terms): layout(terms, width, style)
    case .examples(let examples):
      examples.flatMap { example in
        Prose.wrap(example.summary + ":", width: width - 2).map { "  " + $0 } + ["    " + style(.command, example.line)]
      }
    case .notes(let notes):
      notes.flatMap {
        Prose.wrap($0, width: width - 4).enumerated().map { ($0.offset == 0 ? "  " : "    ") + $0.element }
      }
    }
  }

  /// The first piece is the command; the others are broken between, never within.
  private func usage(_ pieces: [String], _ width: Int, _ style: (Role, String) -> String) -> [String] {
    guard let command = pieces.first else { return [] }
    var lines = [style(.heading, "usage:") + " " + style(.command, command)]
    var column = 7 + command.count
    for piece in pieces.dropFirst() {
      if column + 1 + piece.count > width {
        lines.append("         " + piece)
        column = 9 + piece.count
      } else {
        lines[lines.count - 1] += " " + piece
        column += 1 + piece.count
      }
    }
    return lines
  }

  private func prose(_ text: String, _ width: Int) -> [String] {
    let blocks = Prose.parse(text).map { block in
      switch block {
      case .paragraph(let text): Prose.wrap(text, width: width)
      case .literal(let lines): lines.map { "  " + $0 }
      }
    }
    return Array(blocks.joined(separator: [""]))
  }

  private func layout(_ terms: [Term], _ width: Int, _ style: (Role, String) -> String) -> [String] {
    let widest = terms.map(\.term.count).filter { $0 <= 26 }.max() ?? 0
    let column = min(widest, width / 3) + 4
    return terms.flatMap { term in
      let text = Prose.wrap(term.summary, width: width - column)
      let indent = String(repeating: " ", count: column)
      let first = "  " + style(.term, term.term)
      guard let start = text.first else { return [first] }
      guard term.term.count + 4 <= column else { return [first] + text.map { indent + $0 } }
      let gap = String(repeating: " ", count: column - 2 - term.term.count)
      return [first + gap + start] + text.dropFirst().map { indent + $0 }
    }
  }
}

/// Text of a discussion: paragraphs between empty lines; lines that begin with two spaces are kept as they are.
enum Prose: Equatable, Sendable {
  case paragraph(String)
  case literal([String])

  static func parse(_ text: String) -> [Prose] {
    var blocks: [Prose] = []
    var open = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let isBlank = line.allSatisfy { $0 == " " }
      if isBlank {
        open = false
      } else if line.hasPrefix("  ") {
        let kept = String(line.dropFirst(2))
        if open, case .literal(let lines)? = blocks.last {
          blocks[blocks.count - 1] = .literal(lines + [kept])
        } else {
          blocks.append(.literal([kept]))
        }
        open = true
      } else if open, case .paragraph(let before)? = blocks.last {
        blocks[blocks.count - 1] = .paragraph("\(before) \(line)")
      } else {
        blocks.append(.paragraph(String(line)))
        open = true
      }
    }
    return blocks
  }

  /// One sentence a line, as roff wants it: a full stop within a line counts as an abbreviation's.
  static func sentences(_ text: String) -> [String] {
    var sentences: [String] = []
    var isOpen = false
    for word in text.split(separator: " ") {
      if isOpen {
        sentences[sentences.count - 1] += " \(word)"
      } else {
        sentences.append(String(word))
      }
      let end = word.last { !")]\"'".contains($0) }
      isOpen = !(end.map { ".!?".contains($0) } ?? false)
    }
    return sentences
  }

  /// Breaks `text` at spaces into lines of at most `width`; a longer word stands alone.
  static func wrap(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= width {
        line += " \(word)"
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}

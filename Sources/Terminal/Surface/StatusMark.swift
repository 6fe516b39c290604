/// How the status of a run or a task is shown: a glyph and a colour, always beside the word.
package struct StatusMark: Hashable, Sendable {
  package var word: String
  package var style: Style
  private var unicode: String
  private var ascii: String

  /// - Parameter word: one of `queued waiting running completed skipped failed cancelled`; any other is shown plainly.
  package init(_ word: String) {
    self.word = word
    (unicode, ascii, style) =
      switch word {
      case "completed": ("✓", "+", .success)
      case "failed": ("✗", "x", .failure)
      case "running": ("●", ">", .active)
      case "waiting": ("◌", "~", .pending)
      case "queued": ("○", "o", .queued)
      case "skipped": ("»", "-", .faint)
      case "cancelled": ("⊘", "/", .faint)
      default: ("·", ".", .plain)
      }
  }

  /// One cell.
  package func glyph(_ look: Look) -> String { look.isUnicode ? unicode : ascii }

  /// Glyph and word in their colour: `✓ completed`.
  package func text(_ look: Look) -> String { look.styled("\(glyph(look)) \(word)", style) }
}

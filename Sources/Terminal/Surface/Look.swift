/// What may be used to draw: colour, and characters that are not ASCII.
package struct Look: Hashable, Sendable {
  package var hasColor: Bool
  package var isUnicode: Bool

  package init(hasColor: Bool = false, isUnicode: Bool = true) {
    self.hasColor = hasColor
    self.isUnicode = isUnicode
  }

  /// What stands for text that is cut off.
  package var ellipsis: String { isUnicode ? "…" : "..." }

  /// `text` in `style`, if there is colour.
  package func styled(_ text: String, _ style: Style) -> String {
    guard hasColor, let code = style.code, !text.isEmpty else { return text }
    return "\u{1b}[\(code)m\(text)\u{1b}[0m"
  }
}

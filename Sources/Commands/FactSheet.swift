package import Terminal

/// A title, and under it names with what they stand for, a line each.
package struct FactSheet: Sendable {
  /// Styled already.
  package var title: String?
  package var facts: [(name: String, text: String)]

  package init(title: String? = nil, facts: [(name: String, text: String)]) {
    self.title = title
    self.facts = facts
  }

  /// What is too long goes on in lines below, broken at blanks, or behind commas where there are none.
  package func lines(look: Look, wrappedTo width: Int) -> [String] {
    let column = column
    return (title.map { [$0] } ?? [])
      + facts.flatMap { fact in
        let text = SafeText.line(fact.text)
        let room = max(20, width - column)
        let parts = CellWidth.of(text) <= room ? [text] : Fitting.wrap(Self.breakable(text), to: room)
        return parts.enumerated().map { index, part in
          look.styled(Fitting.pad(index == 0 ? fact.name : "", to: column), .faint) + part
        }
      }
  }

  private static func breakable(_ text: String) -> String {
    text.contains(" ") ? text : text.replacing(",", with: ", ")
  }

  private var column: Int { (facts.map { CellWidth.of($0.name) }.max() ?? 0) + 2 }

  /// - Parameter width: cuts each fact to so many cells; nil cuts none.
  package func lines(look: Look, width: Int? = nil) -> [String] {
    let column = column
    return (title.map { [$0] } ?? [])
      + facts.map { fact in
        let text = SafeText.line(fact.text)
        let name = Fitting.pad(fact.name, to: column)
        let shown = width.map { Fitting.truncate(text, to: max(0, $0 - column), ellipsis: look.ellipsis) } ?? text
        return look.styled(name, .faint) + shown
      }
  }
}

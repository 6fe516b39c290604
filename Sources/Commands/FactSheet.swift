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

  /// - Parameter width: cuts each fact to so many cells; nil cuts none.
  package func lines(look: Look, width: Int? = nil) -> [String] {
    let column = (facts.map { CellWidth.of($0.name) }.max() ?? 0) + 2
    return (title.map { [$0] } ?? [])
      + facts.map { fact in
        let text = SafeText.line(fact.text)
        let name = Fitting.pad(fact.name, to: column)
        let shown = width.map { Fitting.truncate(text, to: max(0, $0 - column), ellipsis: look.ellipsis) } ?? text
        return look.styled(name, .faint) + shown
      }
  }
}

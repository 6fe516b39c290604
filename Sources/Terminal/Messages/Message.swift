/// What is said on stderr when something fails, in git's style: `hatchet: unable to …`, then `hint: …`.
package struct Message: Hashable, Sendable {
  /// Lower case, no full stop, what failed first.
  package var text: String
  /// What another program or the system said.
  package var cause: String?
  /// What to do about it; may have several lines.
  package var hint: String?
  /// Where in a file it is.
  package var source: SourceExcerpt?

  package init(_ text: String, cause: String? = nil, hint: String? = nil, source: SourceExcerpt? = nil) {
    self.text = text
    self.cause = cause
    self.hint = hint
    self.source = source
  }

  /// - Parameters:
  ///   - program: what stands before the first line: `hatchet`, or `warning`. A message about a place in a file starts
  ///     with the place instead, as compilers do, so that editors can jump there.
  ///   - width: of the terminal, in cells; nil: it is none.
  package func lines(program: String = "hatchet", look: Look, width: Int? = nil) -> [String] {
    let message = SafeText.multiline(cause.map { "\(text): \($0)" } ?? text)
    var lines: [String] = []
    if let source {
      lines.append(look.styled(source.place + ":", .strong) + " " + (message.first ?? ""))
    } else {
      lines.append(look.styled(program + ":", .failure) + " " + (message.first ?? ""))
    }
    lines += message.dropFirst().map { "  " + $0 }
    if let source { lines += source.lines(look: look, width: width) }
    if let hint { lines += SafeText.multiline(hint).map { look.styled("hint:", .pending) + " " + $0 } }
    return lines
  }
}

/// What libyaml says of a text that is not YAML, in words for whoever wrote it.
struct SyntaxProblem {
  let problem: String
  let place: YAMLMark
  let context: String?
  let contextPlace: YAMLMark

  /// libyaml's word for `\uD83D`, one half of a pair, which JSON allows.
  static let loneSurrogate = "found invalid Unicode character escape code"

  func error(in source: SourceText) -> YAMLError {
    // Where the text ends there is nothing to see: what was never closed began elsewhere.
    if context != nil, source.isEnd(place), let opening = source.scalar(at: contextPlace), "\"'[{".contains(opening) {
      let name = opening == "\"" || opening == "'" ? "quote" : "'\(opening)'"
      return YAMLError(code: .syntax, message: "the \(name) is never closed", file: source.file, place: contextPlace)
    }
    let (message, hint) = words(at: Array(source.line(place.line).unicodeScalars))
    return YAMLError(code: .syntax, message: message, hint: hint, file: source.file, place: place)
  }

  private func words(at line: [Unicode.Scalar]) -> (String, hint: String?) {
    let character = line.indices.contains(place.column - 1) ? line[place.column - 1] : nil
    if character == "\t" || (tabIndents(line) && problem.hasPrefix("found character that cannot start")) {
      return ("a tab cannot indent YAML", "indent with spaces")
    }
    let began = context.map { _ in contextPlace.line < place.line ? ", begun on line \(contextPlace.line)" : "" } ?? ""
    switch problem {
    case "found character that cannot start any token":
      return ("a value cannot start with '\(character.map(String.init) ?? "")'", "put it in quotes")
    case "mapping values are not allowed in this context":
      return ("a ':' is not allowed here", "put text that holds ': ' in quotes, or check the indentation")
    case "could not find expected ':'": return ("a ':' is missing after the key\(began)", nil)
    case "did not find expected key":
      return ("a key is expected here\(began)", "check the indentation: the keys of a mapping stand in one column")
    case "did not find expected '-' indicator":
      return ("a '-' is expected here\(began)", "check the indentation: the items of a list stand in one column")
    case "did not find expected ',' or ']'": return ("a ',' or ']' is missing in the list\(began)", nil)
    case "did not find expected ',' or '}'": return ("a ',' or '}' is missing in the mapping\(began)", nil)
    case "found unexpected end of stream": return ("the text ends too early", nil)
    case "found unknown escape character":
      return ("unknown escape in double quotes", "write '\\\\' for a backslash, or use single quotes")
    case Self.loneSurrogate: return ("the escape stands for no character", nil)
    default: return (problem.replacing("did not find expected", with: "expected"), nil)
    }
  }

  /// A tab before the first character that is none of space and tab.
  private func tabIndents(_ line: [Unicode.Scalar]) -> Bool {
    line.prefix { $0 == " " || $0 == "\t" }.contains("\t")
  }
}

package import Expressions

/// The key that a condition listens for: text in which `*` matches any run of characters, and `${EXPRESSION}` stands for
/// a value of the run, with nothing special in it.
package struct KeyTemplate: Hashable, Sendable {
  private enum Part: Hashable, Sendable {
    case text(String)
    case value(Expression)
  }

  private let parts: [Part]
  /// Bytes of a key.
  private static let longest = 1000

  /// What its expressions may name.
  package static let variables = Declarations(["input": .dyn, "additional_metadata": .dyn])

  /// Throws what is wrong with an expression, at its place in `text`; or a `${` without its end.
  package init(_ text: String) throws(ExpressionError) {
    var parts: [Part] = []
    var rest = text[...]
    while let start = rest.firstRange(of: "${") {
      if start.lowerBound > rest.startIndex { parts.append(.text(String(rest[..<start.lowerBound]))) }
      guard let end = Self.end(of: rest[start.upperBound...]) else {
        let offset = text.utf8.distance(from: text.startIndex, to: start.lowerBound)
        throw ExpressionError(.syntax, "'${' has no end", in: text, from: offset, to: offset + 2)
      }
      let source = String(rest[start.upperBound..<end])
      do throws(ExpressionError) {
        parts.append(.value(try Expression(source, variables: Self.variables)))
      } catch {
        throw error.moved(by: text.utf8.distance(from: text.startIndex, to: start.upperBound), into: text)
      }
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    self.parts = parts
  }

  /// Where the `}` is that ends an expression: braces in it come in pairs, those in quotes count for nothing.
  private static func end(of text: Substring) -> String.Index? {
    var depth = 0
    var quote: Character?
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      if let open = quote {
        if character == "\\" { index = text.index(after: index) } else if character == open { quote = nil }
        guard index < text.endIndex else { return nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == "{" {
        depth += 1
      } else if character == "}" {
        if depth == 0 { return index }
        depth -= 1
      }
      index = text.index(after: index)
    }
    return nil
  }

  /// The pattern, if it is the same for every run.
  package var constant: KeyPattern? {
    parts.contains { if case .value = $0 { true } else { false } } ? nil : try? pattern { _ in .null }
  }

  /// The pattern for one run. Throws if an expression fails, or gives what is no text, number or truth.
  package func pattern(_ evaluate: (Expression) throws(ExpressionError) -> ExpressionValue) throws(ExpressionError)
    -> KeyPattern
  {
    var pieces = [""]
    for part in parts {
      switch part {
      case .text(let text):
        let cut = text.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        pieces[pieces.count - 1] += cut[0]
        pieces += cut.dropFirst()
      case .value(let expression):
        // What no key of an event can hold would be an error of the database, again and again.
        guard let text = try evaluate(expression).keyText, text.utf8.count <= Self.longest, !text.utf8.contains(0)
        else {
          throw ExpressionError(
            .wrongResult, "'\(expression.source)' is no number, truth or text that fits a key", in: expression.source,
            from: 0,
            to: expression.source.utf8.count)
        }
        pieces[pieces.count - 1] += text
      }
    }
    return KeyPattern(pieces: pieces)
  }
}

extension ExpressionValue {
  /// As a key or a part of one: the text of a string, a whole number or a truth; nil for anything else.
  package var keyText: String? {
    switch self {
    case .string(let text): text
    case .int(let number): String(number)
    case .uint(let number): String(number)
    case .bool(let truth): String(truth)
    default: nil
    }
  }
}

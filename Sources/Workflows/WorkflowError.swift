package import YAML

/// One thing that is wrong with a workflow file, and where.
package struct WorkflowError: Error, Hashable, Sendable {
  package enum Code: String, Sendable {
    /// Not YAML; `cause` says more.
    case yaml
    case unknownKey, missingKey, wrongType, duplicate, unknownTask, cycle
    /// The right type, but not a value that can be meant.
    case invalidValue
    case outOfRange
    /// Not CEL, or not of the variables that there are.
    case expression
    /// It is understood, but the engine does not act on it yet.
    case notSupported
    /// Something in `input_schema` that is no JSON Schema, or more of it than is checked.
    case schema
  }

  package var code: Code
  package var message: String
  /// What to do about it.
  package var hint: String?
  package var cause: YAMLError?
  /// As the caller named it.
  package var file: String
  /// From 1.
  package var line: Int
  /// From 1, in Unicode scalars.
  package var column: Int
  package var excerpt: SourceExcerpt
}

extension WorkflowError: CustomStringConvertible {
  /// `file:line:column: message`.
  package var description: String { "\(file):\(line):\(column): \(message)" }

  /// For a terminal that is not there: `description`, the line with carets under what is meant, and the hint; lines
  /// without a newline at the end.
  package var rendered: String {
    var lines = [description]
    if !excerpt.text.isEmpty {
      lines.append("  " + excerpt.text)
      lines.append("  " + excerpt.padding + String(repeating: "^", count: excerpt.length))
    }
    if let hint { lines.append("hint: " + hint) }
    return lines.joined(separator: "\n")
  }
}

/// All that is wrong with a file: at least one error, in the order of their places, at most `limit`.
package struct WorkflowErrors: Error, Hashable, Sendable, CustomStringConvertible {
  package let errors: [WorkflowError]

  /// Who has made this many mistakes has made one.
  package static let limit = 100

  /// All of them rendered, an empty line between.
  package var description: String { errors.map(\.rendered).joined(separator: "\n\n") }
}

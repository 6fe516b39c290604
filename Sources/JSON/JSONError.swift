/// A text that is not a JSON document (RFC 8259), and where it stops being one.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// Not JSON's grammar.
    case syntax
    /// More than `JSONReader.maximumDepth` arrays and objects in each other.
    case tooDeep
    /// Not UTF-8.
    case encoding
  }

  package var code: Code
  /// In git's style, without the place; it shows at most one character of the document.
  package var message: String
  /// In bytes, from 0.
  package var offset: Int
  /// From 1.
  package var line: Int
  /// From 1, in Unicode scalars.
  package var column: Int
  package var hint: String?

  package var description: String { "line \(line), column \(column): \(message)" }
}

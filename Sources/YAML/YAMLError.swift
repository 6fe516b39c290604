/// What is wrong with a YAML text, and where.
package struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    case syntax
    /// Not UTF-8, or a control character.
    case encoding
    case duplicateKey
    case badMerge
    case badTag
    case badAlias
    /// More text, values or depth than the limits allow.
    case tooLarge
    /// It has no counterpart in JSON.
    case notJSON
  }

  package var code: Code
  package var message: String
  package var hint: String?
  /// As the caller named it.
  package var file: String
  package var place: YAMLMark
  /// The place after what it is about, where that is known.
  package var end: YAMLMark?
  /// The other place that it is about: of a duplicate, the first.
  package var related: YAMLMark?

  package var description: String { "\(file):\(place.line):\(place.column): \(message)" }
}

/// A type that an option or an argument can have.
///
/// An enum with `String` raw values needs nothing more than the conformance: `enum Format: String, CaseIterable,
/// ArgumentValue`. Its choices are then listed in errors, in help and by completion.
package protocol ArgumentValue: Sendable {
  /// - Throws: `.expected("a whole number")`: what would have been right.
  init(argument text: String) throws(ArgumentError)

  /// The value as one would type it: printed as the default. Nil prints no default.
  var argumentText: String? { get }

  /// What the Tab key offers.
  static var completion: CompletionKind { get }

  /// What help says of the values allowed; nil where the placeholder says enough.
  static var accepted: String? { get }
}

extension ArgumentValue {
  package static var completion: CompletionKind { .none }
  package static var accepted: String? { nil }
}

/// What completion offers for a value.
package enum CompletionKind: Sendable, Equatable {
  case none
  case files
  case directories
  case choices([Choice])
  /// Names that only the caller knows (workflows, runs), by the kind of name.
  case live(String)
  /// The commands of this tree and its help topics.
  case commands
}

/// One of the values of an enumeration.
package struct Choice: Sendable, Equatable {
  package var value: String
  package var summary: String

  package init(_ value: String, _ summary: String = "") {
    self.value = value
    self.summary = summary
  }
}

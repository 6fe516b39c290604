/// The variables that an expression may read, and what is known of their types.
///
/// A name may have dots (`a.b.c`): the longest name that the expression spells is the one that is meant.
package struct Declarations: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  package private(set) var types: [String: ExpressionType]

  package init(_ types: [String: ExpressionType] = [:]) { self.types = types }

  package init(dictionaryLiteral elements: (String, ExpressionType)...) {
    types = Dictionary(elements) { $1 }
  }

  package subscript(name: String) -> ExpressionType? { types[name] }

  package var names: [String] { types.keys.sorted() }
}

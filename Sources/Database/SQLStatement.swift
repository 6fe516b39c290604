/// One SQL statement with `$1`-style parameters.
///
///     let find: SQLStatement = "select name from workflow where id = $1"
///     let take = SQLStatement(text, name: "take_runs", prepared: true)
package struct SQLStatement: Sendable, Hashable, ExpressibleByStringLiteral {
  package var text: String
  /// What the server's views and logs call it when it is prepared; letters, digits, `_`.
  package var name: String?
  /// Parsed and planned once per connection, and kept there: for the few statements of the hot path, over a direct
  /// connection. Otherwise it is sent unnamed, which works behind a transaction pooler too.
  package var prepared: Bool

  package init(_ text: String, name: String? = nil, prepared: Bool = false) {
    self.text = text
    self.name = name
    self.prepared = prepared
  }

  package init(stringLiteral text: String) { self.init(text) }
}

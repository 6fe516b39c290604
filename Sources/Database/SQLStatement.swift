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

/// A statement and what to bind to it: one step of a pipeline.
package struct Call: Sendable {
  package var statement: SQLStatement
  package var parameters: Parameters

  package init(_ statement: SQLStatement, _ parameters: Parameters = []) {
    self.statement = statement
    self.parameters = parameters
  }
}

extension String {
  /// This string as an SQL identifier, quoted.
  package var sqlIdentifier: String {
    "\"" + split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// This string as an SQL literal, quoted, whatever `standard_conforming_strings` says.
  package var sqlLiteral: String {
    let quoted = split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
    guard quoted.contains("\\") else { return "'\(quoted)'" }
    return " E'" + quoted.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\") + "'"
  }
}

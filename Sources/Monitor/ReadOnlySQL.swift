package import Database
package import Store

/// SQL that a person types, which can change nothing: one statement in a read-only transaction, with a time-out.
package struct ReadOnlySQL: Sendable {
  private let connection: Connection
  private let namespace: Namespace?

  /// - Parameter namespace: its tables need no schema in front.
  package init(_ connection: Connection, namespace: Namespace? = nil) {
    self.connection = connection
    self.namespace = namespace
  }

  /// What a statement gave, as PostgreSQL writes it.
  package struct Result: Sendable {
    package var columns: [String]
    /// nil is NULL.
    package var rows: [[String?]]
    /// Whether there were more rows than `limit`.
    package var isTruncated: Bool
  }

  /// Runs a `select`, `with`, `values`, `table`, `explain` or `show`, and reads at most `limit` rows.
  ///
  /// - Throws: `invalid`: not such a statement, or more than one, or one with a mistake; `refused`: it would change
  ///   something, or took too long. The cause tells more, its place in `sql` too.
  package func run(
    _ sql: String, limit: Int = 10_000, timeout: Duration = .seconds(30)
  ) async throws(StoreError) -> Result {
    do {
      return try await connection.transaction("begin read only") { transaction in
        let milliseconds = max(
          1, timeout.components.seconds * 1000 + timeout.components.attoseconds / 1_000_000_000_000_000)
        try await transaction.execute(SQLStatement("set local statement_timeout = \(milliseconds)"))
        if let namespace {
          try await transaction.execute(SQLStatement("set local search_path = \(namespace.name.sqlIdentifier), public"))
        }
        // The extended protocol takes one statement only, so nothing in it can end the transaction.
        guard Self.isQuery(sql) else {
          return Self.texts(try await transaction.execute(SQLStatement(sql)), limit)
        }
        do {
          try await transaction.execute(SQLStatement(Self.cursor + sql))
        } catch {
          throw Self.moved(error)
        }
        // The simple protocol gives the texts, and a cursor no more rows than are asked for.
        let answer = try await transaction.simple("fetch forward \(max(limit, 0) + 1) from \(Self.name)")
        return try Self.cells(answer.first, limit)
      }
    } catch let error as DatabaseError {
      throw Self.explained(error)
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(code: .database, message: "\(error)")
    }
  }

  private static let name = "hatchet_query"
  private static let cursor = "declare \(name) no scroll cursor for "

  /// `explain` and `show` have no cursor, but give texts anyway.
  private static func isQuery(_ sql: String) -> Bool {
    var rest = sql[...]
    while true {
      rest = rest.drop { $0.isWhitespace || $0 == "(" }
      if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*"), let end = rest.firstRange(of: "*/") {
        rest = rest[end.upperBound...]
      } else {
        break
      }
    }
    let word = rest.prefix { $0.isLetter }.lowercased()
    return word != "explain" && word != "show"
  }

  private static func cells(_ rows: Rows?, _ limit: Int) throws(DatabaseError) -> Result {
    guard let rows else { throw DatabaseError(.protocolViolation, "the cursor gave nothing") }
    let columns = rows.columns
    return Result(
      columns: columns.map(\.name), rows: rows.prefix(limit).map { row in columns.indices.map { row.text($0) } },
      isTruncated: rows.count > limit)
  }

  private static func texts(_ rows: Rows, _ limit: Int) -> Result {
    let columns = rows.columns
    let texts = rows.prefix(limit).map { row in
      columns.indices.map { (try? row.get(String.self, $0)) ?? (try? row.get(JSONText.self, $0))?.text }
    }
    return Result(columns: columns.map(\.name), rows: texts, isTruncated: rows.count > limit)
  }

  /// The place of a mistake is one in what was typed.
  private static func moved(_ error: any Error) -> any Error {
    guard var error = error as? DatabaseError, let position = error.server?.position else { return error }
    error.server?.position = max(1, position - cursor.count)
    return error
  }

  private static func explained(_ error: DatabaseError) -> StoreError {
    guard let state = error.sqlState else { return StoreError(error) }
    // What a person typed is theirs to see: the message with its data.
    let message = error.server?.message ?? error.message
    if state == "25006" {
      return StoreError(
        code: .refused, message: message, cause: error, hint: "statements here run in a read-only transaction")
    }
    if state == "57014" {
      return StoreError(code: .refused, message: "the statement took too long", cause: error, hint: error.hint)
    }
    let isMistake = ["42", "22", "21", "26", "0A", "3F"].contains { state.hasPrefix($0) }
    return isMistake ? StoreError(code: .invalid, message: message, cause: error, hint: error.hint) : StoreError(error)
  }
}

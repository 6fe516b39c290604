import CPostgres

/// An error or a notice as the server sent it.
package struct ServerMessage: Sendable, Hashable {
  /// `ERROR`, `FATAL`, `PANIC`, `WARNING`, `NOTICE`, `INFO`, `LOG`, `DEBUG`: never translated.
  package var severity: String
  /// Five characters; `00000` if the server sent none.
  package var sqlState: String
  /// The primary message. It may quote data: see `safeMessage`.
  package var message: String
  /// May quote rows.
  package var detail: String?
  package var hint: String?
  /// May quote rows.
  package var context: String?
  package var schema: String?
  package var table: String?
  package var column: String?
  package var constraint: String?
  /// Where in the statement's text, in characters, from 1.
  package var position: Int?

  package init(severity: String = "ERROR", sqlState: String, message: String) {
    self.severity = severity
    self.sqlState = sqlState
    self.message = message
  }

  /// Nil if the result carries no message of the server's (libpq made it up itself).
  init?(result: OpaquePointer) {
    func field(_ code: Character) -> String? {
      PQresultErrorField(result, Int32(code.asciiValue!)).map { String(cString: $0) }
    }
    guard let sqlState = field("C") else { return nil }
    self.init(severity: field("V") ?? field("S") ?? "ERROR", sqlState: sqlState, message: field("M") ?? "")
    detail = field("D")
    hint = field("H")
    context = field("W")
    schema = field("s")
    table = field("t")
    column = field("c")
    constraint = field("n")
    position = field("P").flatMap { Int($0) }
  }

  /// The primary message without data. PostgreSQL's own messages quote the offending value only in class 22 (data
  /// exception: `invalid input syntax for type integer: "…"`); elsewhere quotes hold names.
  package var safeMessage: String {
    guard sqlState.hasPrefix("22"), let first = message.firstIndex(of: "\""),
      let last = message.lastIndex(of: "\""), first < last
    else { return message }
    return message[...first] + "…" + message[last...]
  }

  /// The rest, in the order in which psql shows it.
  var fields: [(String, String)] {
    [
      ("detail", detail), ("context", context), ("schema", schema), ("table", table), ("column", column),
      ("constraint", constraint), ("position", position.map { String($0) }),
    ].compactMap { name, value in value.map { (name, $0) } }
  }
}

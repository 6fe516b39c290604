package import Database

/// What the tables refuse, or the database that holds them.
package struct StoreError: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// A workflow or run that does not exist.
    case notFound
    /// An argument or an input that is wrong.
    case invalid
    /// The state of things does not allow it.
    case refused
    /// The schema is missing, or older than this binary.
    case schemaTooOld
    /// The schema was made by a newer binary.
    case schemaTooNew
    /// A migration that was applied is not the one that this binary has.
    case schemaChanged
    /// The database could not be reached, or was lost.
    case unreachable
    /// Somebody else leads now: nothing that this session wrote since was kept.
    case leadershipLost
    /// The database failed in a way that is nobody's choice.
    case database
  }

  package var code: Code
  package var message: String
  package var cause: DatabaseError?
  package var hint: String?

  package init(code: Code, message: String, cause: DatabaseError? = nil, hint: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
    self.hint = hint
  }

  package var description: String { message }
}

extension DatabaseError {
  /// A row was refused since its day has no partition. Make it, and try again.
  package var lacksPartition: Bool { sqlState == "23514" && server?.constraint == nil }
}

extension StoreError {
  /// What an error of the database means here; SQLSTATEs `HT…` are raised by our own functions.
  package init(_ error: DatabaseError) {
    let code: Code =
      switch error.sqlState {
      case "HT404": .notFound
      case "HT400", "HT422", "22P02", "22P05": .invalid
      case "HT409": .refused
      case "3F000", "42P01", "42883": .schemaTooOld
      default: error.isUnreachable || error.code == .closed ? .unreachable : .database
      }
    self.init(code: code, message: error.message, cause: error, hint: error.hint)
    if code == .schemaTooOld { hint = "run 'hatchet migrate'" }
  }
}

import Cluster
import Database
package import Store

/// What hatchet could not do, and why: one line for people, and a code for programs.
public struct HatchetError: Error, Sendable, CustomStringConvertible {
  /// Each code is one exit status of the command line.
  public enum Code: Int32, Sendable, CaseIterable {
    /// It failed, or a run that was waited for did.
    case failed = 1
    /// It was asked for in a way that makes no sense.
    case usage = 2
    /// What was named does not exist.
    case notFound = 3
    /// The database does not answer.
    case unreachable = 4
    /// The schema of the database is too old or too new for this hatchet.
    case schema = 5
    /// The state of things does not allow it.
    case refused = 6
    /// It took longer than was allowed.
    case timeout = 7
  }

  /// What kind of failure it is.
  public var code: Code
  /// In git's style: lower case, no full stop, what failed first, the subject quoted. Never holds payloads.
  public var message: String
  /// What to do about it.
  public var hint: String?
  /// All there is, data included, for whoever asks for it.
  public var details: String?

  /// Makes an error; see the properties for what each part must look like.
  public init(_ code: Code, _ message: String, hint: String? = nil, details: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
    self.details = details
  }

  /// The message alone.
  public var description: String { message }
}

extension HatchetError {
  /// An error of the tables, as it reaches people.
  package init(_ error: StoreError) {
    let code: Code =
      switch error.code {
      case .notFound: .notFound
      case .invalid: .usage
      case .refused: .refused
      case .schemaTooOld, .schemaTooNew, .schemaChanged: .schema
      case .unreachable: .unreachable
      case .leadershipLost, .database: .failed
      }
    self.init(code, error.message, hint: error.hint, details: error.cause?.verboseDescription)
  }

  /// Any error, as it reaches people.
  package init(_ error: any Error) {
    switch error {
    case let error as HatchetError: self = error
    case let error as StoreError: self.init(error)
    case let error as DatabaseError: self.init(StoreError(error))
    case let error as ClusterError: self.init(error)
    default: self.init(.failed, "\(error)")
    }
  }
}

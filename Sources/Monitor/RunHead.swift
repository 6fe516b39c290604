import Database
import Engine
import JSON
import Store
import Time
import Workflows

/// A run as it was enqueued, with the version of the workflow that it keeps.
struct RunHead {
  var version: VersionID
  var priority: Int16
  var runAt: Timestamp?
  var input: JSONText
  var metadata: JSONText?
  var workflow: String?
  var checksum: String?
  var definition: JSONText?
  var directory: String?
  var pausedSince: Timestamp?
  var inputReplacedAt: Timestamp?
  /// The database's clock.
  var now: Timestamp

  init(row: Row) throws(DatabaseError) {
    version = VersionID(rawValue: try row.get(0))
    priority = try row.get(1)
    runAt = try row.get(2)
    input = try row.get(3)
    metadata = try row.get(4)
    workflow = try row.get(5)
    checksum = try row.get(6)
    definition = try row.get(7)
    directory = try row.get(8)
    now = try row.get(9)
    pausedSince = try row.get(10)
    inputReplacedAt = try row.get(11)
  }

  /// Reads keys that this binary's engine does not act on, too: a newer one may have stored them.
  func decodedWorkflow() throws(StoreError) -> Workflow {
    guard let workflow, let definition else {
      throw StoreError(code: .database, message: "the run's workflow version \(version.rawValue) does not exist")
    }
    do {
      return try Workflow(
        definition: try JSONParser.parse(definition.utf8), directory: directory, support: .all)
    } catch {
      throw StoreError(
        code: .database, message: "unable to read the stored definition of workflow '\(workflow)': \(error)",
        hint: "it may have been stored by a newer hatchet")
    }
  }
}

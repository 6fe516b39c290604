package import Database
package import Engine
package import Time
package import Workflows

/// All there is to know of a run, at one moment.
package struct RunDetail: Sendable {
  package var id: RunID
  package var version: VersionID
  /// Of the workflow's definition.
  package var checksum: String
  /// As the run was started with it.
  package var workflow: Workflow
  package var input: JSONText
  /// A JSON object.
  package var metadata: JSONText?
  /// 1 low, 2 normal, 3 high.
  package var priority: Int16
  package var status: Status
  package var createdAt: Timestamp { id.createdAt }
  /// Not before then.
  package var runAt: Timestamp?
  package var startedAt: Timestamp?
  /// When its last task ended; nil if one has not.
  package var finishedAt: Timestamp?
  /// In the order of the plan: a task's index is its ordinal.
  package var tasks: [TaskDetail]
  /// The moment, by the database's clock: what is not finished has taken until then.
  package var readAt: Timestamp
  /// Since when its workflow is paused; nil if it is not.
  package var pausedSince: Timestamp?
  /// When a replay has replaced its input by `input`; nil if none has.
  package var inputReplacedAt: Timestamp?

  package func task(named name: String) -> TaskDetail? { tasks.first { $0.name == name } }
}

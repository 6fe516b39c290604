package import Engine
import Glibc
package import Store
package import Time
package import Workflows

/// All that is needed to run one attempt.
package struct AttemptOrder: Sendable {
  package var task: TaskID
  package var run: RunID
  package var version: VersionID
  package var attempt: Int32
  package var maxAttempts: Int32
  package var queuedAt: Timestamp?
  package var assignedAt: Timestamp
  /// nil if the leader of this process assigned it; else what is counted against its budgets.
  var remoteBudget: RemoteBudget?
  package var workflow: LoadedWorkflow
  package var definition: TaskDefinition
  package var input: RunInput
  package var parents: [(name: String, output: TaskOutput?)]
  package var facts: TaskFacts

  struct RemoteBudget: Sendable {
    var failures: Int32
    var losses: Int32
  }

  /// As it came.
  var incoming: WorkerNode.Incoming {
    .init(
      task: task, run: run, version: version, attempt: attempt, maxAttempts: maxAttempts, queuedAt: queuedAt,
      budget: remoteBudget)
  }

  var summary: AttemptSummary {
    AttemptSummary(run: run, workflow: workflow.name, task: definition.name, attempt: attempt)
  }
}

/// A workflow version in a worker's memory.
package final class LoadedWorkflow: Sendable {
  package let name: String
  /// In the order of their ordinals.
  package let tasks: [TaskDefinition]
  let ordinals: [String: Int]
  /// Where its processes start, if it exists here.
  package let directory: String?

  init(_ workflow: Workflow) {
    name = workflow.name
    tasks = workflow.allTasks
    ordinals = Dictionary(uniqueKeysWithValues: tasks.enumerated().map { ($1.name, $0) })
    directory = workflow.directory.flatMap { Self.isFolder($0) ? $0 : nil }
  }

  private static func isFolder(_ path: String) -> Bool {
    var facts = stat()
    return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }
}

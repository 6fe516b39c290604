import Database
import Engine
import JSON
package import Store
package import Workflows

extension Client {
  /// Stores workflows, all or none, and makes each the version of new runs; the same definition again is no change.
  package func apply(
    _ workflows: [Workflow]
  ) async throws(HatchetError) -> [(workflow: Workflow, change: WorkflowTable.Change)] {
    let submissions = workflows.map { workflow in
      WorkflowTable.Submission(
        name: workflow.name, checksum: workflow.checksum, definition: JSONText(workflow.definitionText),
        priority: Int16(workflow.priority), inputSchema: workflow.inputSchema.map { JSONText(JSONWriter.text($0)) },
        directory: workflow.directory)
    }
    let results = try await rethrowing { () async throws(StoreError) in try await workflowTable.apply(submissions) }
    return zip(workflows, results).map { ($0, $1.change) }
  }
}

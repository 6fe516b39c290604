import Arguments
import Database
import Hatchet
import Store
import Workflows

/// A workflow as it was applied, with what is known of its version.
struct StoredWorkflow: Sendable {
  var entry: WorkflowTable.Entry
  var workflow: Workflow

  /// By its name, in its present version.
  ///
  /// - Throws: `notFound`, with the name that was meant, if one comes near.
  static func find(_ name: String, _ client: Client) async throws -> StoredWorkflow {
    guard let entry = try await client.workflowTable.find(name) else {
      let names = try await client.workflowTable.list().map(\.name)
      throw HatchetError(
        .notFound, "workflow '\(name)' does not exist",
        hint: Suggestion.didYouMean(name, among: names) ?? "list them: hatchet workflow list")
    }
    do {
      let workflow = try Workflow(definition: entry.definition.value, directory: entry.directory, support: .all)
      return StoredWorkflow(entry: entry, workflow: workflow)
    } catch {
      throw HatchetError(
        .failed, "unable to read the stored definition of workflow '\(name)': \(error)",
        hint: "it may have been stored by a newer hatchet")
    }
  }
}

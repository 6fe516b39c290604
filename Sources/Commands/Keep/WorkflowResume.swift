package import Arguments
import Hatchet
import Store

/// `hatchet workflow resume`
package struct WorkflowResume: Command {
  package var name = ""

  package init() {}

  package static let declaration = Declaration<Self>("Let a paused workflow go on")
    .discussion("What waits starts in its order. On a workflow that is not paused it does nothing, and says so.")
    .positional("WORKFLOW", \.name, "Which workflow", .completing(.live("workflow")))
    .example("hatchet workflow resume report", "The workflow 'report'")
    .seeAlso("workflow pause", "workflow list")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      let stored = try await StoredWorkflow.find(name, client)
      guard stored.entry.pausedAt != nil else { return context.say("workflow '\(name)' is not paused") }
      try await client.resume(name)
      context.say("resumed workflow '\(name)'")
    }
  }
}

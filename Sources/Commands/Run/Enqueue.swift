package import Arguments
import Engine
import Hatchet
import Store
import Terminal

/// `hatchet enqueue`
package struct Enqueue: Command {
  package var workflow = ""

  package init() {}

  package static let declaration = Declaration<Self>("Ask for a run of a workflow")
    .positional("WORKFLOW", \.workflow, "What to run", .completing(.live("workflow")))
    .example("hatchet enqueue report", "One run")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      let run = try await client.enqueue(RunLog.Request(workflow: workflow))
      try context.output.writeLine(run.text)
    }
  }
}

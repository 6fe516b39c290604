package import Arguments
import Hatchet
import Terminal
import Workflows

/// `hatchet workflow graph`
package struct WorkflowGraphCommand: Command {
  package var name = ""

  package init() {}

  package static let declaration = Declaration<Self>("Draw the tasks of a workflow and what needs what")
    .discussion(
      """
      Under the drawing: what starts the workflow, what runs beside its tasks, and what these wait for.
      """
    )
    .positional("WORKFLOW", \.name, "Which workflow", .completing(.live("workflow")))
    .example("hatchet workflow graph report", "The workflow 'report'")
    .seeAlso("workflow show", "inspect")

  package func run(_ context: Session) async throws {
    let workflow = try await context.withClient { client in try await StoredWorkflow.find(name, client).workflow }
    let graph = workflow.graph
    let edges = graph.parents.enumerated().flatMap { child, parents in parents.map { ($0, child) } }
    let lines = GraphDrawing.draw(
      nodes: workflow.tasks.map { GraphNode(label: $0.name, detail: WorkflowNotes.mark($0)) }, edges: edges,
      width: context.surface.width,
      look: context.surface.look)
    let pager = Pager(surface: context.surface, environment: context.environment)
    try pager.page(context.output) { output in
      for line in lines { try output.writeLine(line) }
      let notes = WorkflowNotes(workflow).lines(look: context.surface.look, width: context.surface.width)
      for line in notes { try output.writeLine(line) }
    }
  }
}

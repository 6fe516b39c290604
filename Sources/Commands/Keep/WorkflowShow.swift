package import Arguments
import Database
import Engine
import Hatchet
import JSON
import Store
import Terminal
import Time
import Workflows

/// `hatchet workflow show`
package struct WorkflowShow: Command {
  package var name = ""
  package var document = DocumentOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Tell what a workflow consists of")
    .discussion(
      """
      The version that new runs start with: what it was made from, what starts it, its tasks in the order in which they \
      run, and what these wait for. Crons that were made by hand are in 'hatchet cron list'.

      --json writes its definition, as hatchet-workflow(5) describes it, with the defaults left out: 'hatchet apply' takes it.
      """
    )
    .positional("WORKFLOW", \.name, "Which workflow", .completing(.live("workflow")))
    .group(\.document)
    .example("hatchet workflow show report", "The workflow 'report'")
    .seeAlso("workflow list", "workflow graph", "hatchet-workflow(5)")

  package func run(_ context: Session) async throws {
    let stored = try await context.withClient { client in try await StoredWorkflow.find(name, client) }
    if document.isJSON {
      return try context.output.writeLine(JSONWriter.text(stored.entry.definition.value, .pretty))
    }
    let (look, width) = (context.surface.look, context.surface.width)
    let notes = WorkflowNotes(stored.workflow)
    let sheet = FactSheet(title: title(stored, context), facts: Self.facts(stored) + notes.facts)
    for line in sheet.lines(look: look, wrappedTo: width) { try context.output.writeLine(line) }
    try context.output.writeLine()
    var writer = try RowWriter(
      columns: Self.columns, options: .init(), surface: context.surface, output: context.output)
    try writer.writeAll(stored.workflow.tasks)
    for line in notes.taskLines(look: look, width: width) { try context.output.writeLine(line) }
  }

  private func title(_ stored: StoredWorkflow, _ context: Session) -> String {
    let name = context.surface.look.styled(SafeText.line(stored.workflow.name), .strong)
    return stored.workflow.description.map { "\(name)  \(SafeText.line($0))" } ?? name
  }

  private static func facts(_ stored: StoredWorkflow) -> [(name: String, text: String)] {
    let (entry, workflow) = (stored.entry, stored.workflow)
    var facts = [
      ("version", "\(entry.version.rawValue) (\(HumanText.counted(entry.versions, "version")) so far)"),
      ("checksum", entry.checksum),
      ("applied", entry.appliedAt.brief),
    ]
    if let time = entry.pausedAt { facts.append(("paused", "\(time.brief), \(entry.pausedCrons.effect)")) }
    if let directory = entry.directory { facts.append(("directory", directory)) }
    facts.append(("priority", PriorityName.text(entry.priority)))
    if let schema = workflow.inputSchema { facts.append(("input", JSONWriter.text(schema))) }
    return facts
  }

  private static var columns: [Column<TaskDefinition>] {
    [
      Column("name", header: "TASK") { .text($0.name) },
      Column("needs", canShrink: true) { task in .text(task.needs.map(\.task).joined(separator: ", ")) },
      Column("retries", alignment: .right) { .count($0.retry.retries) },
      Column("timeout", alignment: .right) { .duration($0.timeout) },
      Column("slots", alignment: .right) { .count($0.slots) },
      Column("runs", canShrink: true) { .text($0.executor.summary) },
    ]
  }
}

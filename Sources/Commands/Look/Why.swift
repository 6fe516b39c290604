package import Arguments
import Engine
import Hatchet
import Monitor
import Terminal

/// `hatchet why`
package struct Why: Command {
  package var run = ""
  package var output = OutputOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Say what each unfinished task of a run waits for")
    .discussion(
      """
      One sentence a task: what it waits for, since when, and what would free it: its parents, a time, an event, a worker \
      with room or with the right labels, a paused workflow, an engine that does not run. Of a run that is over it says \
      how it ended.

      RUN is an id, its last digits, or 'last' for the newest run.
      """
    )
    .positional("RUN", \.run, "Which run", .completing(.live("run")))
    .group(\.output)
    .example("hatchet why last", "The newest run")
    .example("hatchet why last --json", "For a program")
    .seeAlso("inspect", "runs list", "stats")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      let id = try await client.runReader.find(run)
      guard let detail = try await client.runReader.detail(id) else { throw HatchetError.noRun(id) }
      let waiting = detail.tasks.filter { !$0.status.isFinal && !$0.isIdleHook }
      if waiting.isEmpty {
        context.say("run '\(id.text)' is \(detail.status.rawValue): nothing is waited for")
      }
      if output.chosen == .table, context.surface.isTerminal {
        // Whole sentences: what frees a task stands at their end.
        let width = waiting.map { CellWidth.of($0.name) }.max() ?? 0
        for task in waiting {
          let mark = StatusMark(task.status.rawValue)
          let look = context.surface.look
          try context.output.writeLine(
            look.styled(mark.glyph(look), mark.style) + " " + Fitting.pad(SafeText.line(task.name), to: width) + "  "
              + SafeText.line(task.waitingReason ?? mark.word))
        }
        return
      }
      var writer = try output.writer(Self.columns, context)
      for task in waiting { try writer.write(task) }
      try writer.finish()
    }
  }

  private static let columns: [Column<TaskDetail>] = [
    Column("task", canShrink: true) { .text($0.name) },
    Column("status") { .text($0.status.rawValue) },
    Column("reason") { .text($0.waitingReason) },
  ]
}

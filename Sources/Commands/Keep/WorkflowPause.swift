package import Arguments
import Hatchet
package import Store
import Time

/// `hatchet workflow pause`
package struct WorkflowPause: Command {
  package var name = ""
  package var crons = PausedCrons.queue

  package init() {}

  package static let declaration = Declaration<Self>("Let nothing of a workflow start for a while")
    .discussion(
      """
      Runs of it are taken in and wait, in their order; what runs goes on, and what fails meanwhile is tried again \
      afterwards. Time that tasks may spend in the queue ('schedule_timeout') does not run out, and begins anew with \
      'hatchet workflow resume'. Of its crons, ticks have runs that wait like the others, or (--crons drop) none. \
      It lasts until it is resumed, whatever version is applied in between. Paused again, it stays paused since the \
      first time, with what --crons says now.
      """
    )
    .positional("WORKFLOW", \.name, "Which workflow", .completing(.live("workflow")))
    .option("crons", \.crons, "WHAT", "What becomes of the ticks of its crons; queue by default")
    .example("hatchet workflow pause report", "Runs of it wait")
    .example("hatchet workflow pause report --crons drop", "Its crons fire for nothing meanwhile")
    .seeAlso("workflow resume", "workflow list", "worker pause")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      let stored = try await StoredWorkflow.find(name, client)
      try await client.pause(name, crons: crons)
      let again = stored.entry.pausedAt.map { " since \($0.rfc3339)" } ?? ""
      context.say("workflow '\(name)' is paused\(again): \(crons.effect)")
    }
  }
}

extension PausedCrons: ArgumentValue {}

extension PausedCrons {
  /// For people, of a workflow that is paused.
  var effect: String {
    switch self {
    case .queue: "its crons' runs wait"
    case .drop: "its crons' ticks are dropped"
    }
  }
}

package import Arguments

/// `hatchet cron pause`
package struct CronPause: Command {
  package var crons: [String] = []

  package init() {}

  package static let declaration = Declaration<Self>("Let crons fire nothing for a while")
    .discussion(
      "What would have fired meanwhile is not made up for. A file's cron stays paused when the file is applied again."
    )
    .namingCrons(\.crons)
    .example("hatchet cron pause nightly", "The cron of that name")
    .seeAlso("cron list", "cron resume", "cron delete")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in try await client.setPaused(crons, true, context) }
  }
}

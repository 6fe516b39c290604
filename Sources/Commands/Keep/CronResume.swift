package import Arguments

/// `hatchet cron resume`
package struct CronResume: Command {
  package var crons: [String] = []

  package init() {}

  package static let declaration = Declaration<Self>("Let paused crons fire again")
    .discussion("They go on with their next tick from now; those before were not missed.")
    .namingCrons(\.crons)
    .example("hatchet cron resume nightly", "The cron of that name")
    .seeAlso("cron list", "cron pause")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in try await client.setPaused(crons, false, context) }
  }
}

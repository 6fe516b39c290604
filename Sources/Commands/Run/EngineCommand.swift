package import Arguments

/// `hatchet engine`
package struct EngineCommand: Command {
  package init() {}

  package static let declaration = Declaration<Self>("Lead the workers, without running tasks")
    .discussion(
      """
      Every worker can lead: an engine is for those who want it apart from their tasks. Several stand by for each \
      other. SIGTERM or SIGINT makes it hand over, and leave.
      """
    )
    .example("hatchet engine", "Be a candidate for the lead")
    .seeAlso("worker")

  package func run(_ context: Session) async throws {
    try await Service(settings: nil, canLead: true, untilIdle: false, files: []).run(context)
  }
}

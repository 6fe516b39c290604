package import Arguments
import Store

/// `hatchet worker resume`
package struct WorkerResume: Command {
  package var workers: [String] = []

  package init() {}

  package static let declaration = Declaration<Self>("Let paused workers go on")
    .naming(\.workers)
    .example("hatchet worker resume box-1", "All workers of that name")
    .seeAlso("worker list", "worker pause")

  package func run(_ context: Session) async throws { try await WorkerOrder.resume.give(to: workers, context) }
}

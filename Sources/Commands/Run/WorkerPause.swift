package import Arguments
import Store

/// `hatchet worker pause`
package struct WorkerPause: Command {
  package var workers: [String] = []

  package init() {}

  package static let declaration = Declaration<Self>("Let workers take nothing new for a while")
    .discussion("What runs goes on. It lasts until 'hatchet worker resume', or until the worker leaves.")
    .naming(\.workers)
    .example("hatchet worker pause 7", "The worker with that id")
    .seeAlso("worker list", "worker resume", "worker drain")

  package func run(_ context: Session) async throws { try await WorkerOrder.pause.give(to: workers, context) }
}

package import Arguments
import Store

/// `hatchet worker drain`
package struct WorkerDrain: Command {
  package var workers: [String] = []

  package init() {}

  package static let declaration = Declaration<Self>("Let workers leave when what they run has ended")
    .discussion("As SIGTERM does, from anywhere. It takes nothing new from now on, and there is no way back.")
    .naming(\.workers)
    .example("hatchet worker drain 7", "The worker with that id")
    .example("hatchet worker drain box-1", "All workers of that name")
    .seeAlso("worker list", "worker pause")

  package func run(_ context: Session) async throws { try await WorkerOrder.drain.give(to: workers, context) }
}

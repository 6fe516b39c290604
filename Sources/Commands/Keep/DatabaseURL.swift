package import Arguments
import Cluster
import Terminal

/// `hatchet database url`
package struct DatabaseURL: Command {
  package init() {}

  package static let declaration = Declaration<Self>("Print the way in, for psql and other clients")
    .discussion(
      "The URL stays the same for as long as its data stay where they are. It does not start the server."
    )
    .example("hatchet database url", "As in: psql \"$(hatchet database url)\"")
    .seeAlso("database start")

  package func run(_ context: Session) async throws {
    let cluster = try context.privateDatabase()
    try context.output.writeLine(cluster.url())
    if !cluster.isRunning { context.say("it does not run: hatchet database start") }
  }
}

package import Arguments
import Cluster
import Hatchet

/// `hatchet database start`
package struct DatabaseStart: Command {
  package init() {}

  package static let declaration = Declaration<Self>("Have it run, and made if there is none yet")
    .discussion("Returns when it accepts connections. If it runs already, nothing happens.")
    .example("hatchet database start", "Before the first command, for its speed")
    .seeAlso("database stop", "database url")

  package func run(_ context: Session) async throws {
    let cluster = try context.privateDatabase()
    let wasRunning = cluster.isRunning
    do throws(ClusterError) {
      _ = try await cluster.ensureRunning()
    } catch {
      throw HatchetError(error)
    }
    context.say(wasRunning ? "it runs already" : "started")
  }
}

extension Session {
  /// The private PostgreSQL; says so if commands use another one.
  func privateDatabase() throws(HatchetError) -> Cluster {
    if settings.database != nil {
      say("note: this is the private PostgreSQL; commands use the one that --database or the environment names")
    }
    return try DatabaseLocation(settings).cluster()
  }
}

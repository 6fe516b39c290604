package import Arguments
import Cluster
import Hatchet

/// `hatchet __keep-database`: what stops the private PostgreSQL when it is idle. Only `Cluster` starts it.
package struct DatabaseKeep: Command {
  package var home = ""
  package var idle = 0.0

  package init() {}

  package static let declaration = Declaration<Self>("Stop the private PostgreSQL when nobody uses it")
    .positional("HOME", \.home, "Where it lives")
    .positional("SECONDS", \.idle, "How long nobody may have used it")

  package func run(_ context: Session) async throws {
    do throws(ClusterError) {
      try await ClusterKeeper.run(home: home, idle: .seconds(idle))
    } catch {
      throw HatchetError(error)
    }
  }
}

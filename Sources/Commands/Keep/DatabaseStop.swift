package import Arguments
package import Cluster
import Hatchet
import Time

/// `hatchet database stop`
package struct DatabaseStop: Command {
  package var mode = StopMode.fast
  package var limit = Duration.seconds(60)

  package init() {}

  package static let declaration = Declaration<Self>("End it, and wait until it has ended")
    .discussion(
      """
      'fast' ends the connections that there are, rolling back what is not committed; 'smart' waits until all have gone \
      by themselves; 'immediate' is like a crash, which the next start recovers from. Workers wait for it to come back.
      """
    )
    .option("mode", \.mode, "MODE", "How to treat the connections that there are")
    .option("timeout", \.limit, "DURATION", "How long to wait for its end")
    .example("hatchet database stop", "Stop it now")
    .seeAlso("database start")

  package func run(_ context: Session) async throws {
    let cluster = try context.privateDatabase()
    let wasRunning: Bool
    do throws(ClusterError) {
      wasRunning = try await cluster.stop(mode, within: limit)
    } catch {
      throw error.code == .stopFailed
        ? HatchetError(.timeout, error.description, hint: error.hint) : HatchetError(error)
    }
    context.say(wasRunning ? "stopped" : "it does not run")
  }
}

extension StopMode: ArgumentValue {}

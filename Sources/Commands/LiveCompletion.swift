import Arguments
import Hatchet
import Store
import Terminal

/// What `hatchet __complete` answers: candidates from the tree, and names from the database if it answers at once.
struct LiveCompletion {
  /// A shell waits for this: names come within it, or not at all.
  private static let limit = Duration.milliseconds(300)

  let session: Session
  let tree: CommandTree<Session, GlobalOptions>

  func print(_ words: [String]) async throws {
    var completion = tree.description.completion(of: words)
    if let live = completion.live, let names = await names(live, words) {
      completion.add(names.map { Completion.Candidate($0) })
    }
    try session.output.write(completion.text)
  }

  private func names(_ live: Completion.LiveNames, _ words: [String]) async -> [String]? {
    let environment = session.environment
    let globals = tree.globals(in: words, Fallbacks(environment: { environment[$0] }))
    let session = session.adopting(globals)
    // A completion must not start a database.
    guard live.kind == "workflow", DatabaseLocation(session.settings).isRunning
    else { return nil }
    return await withTaskGroup(of: [String]?.self) { group in
      group.addTask {
        try? await session.withClient { client in
          try await client.workflowTable.names(startingWith: live.prefix)
        }
      }
      group.addTask {
        try? await Task.sleep(for: Self.limit)
        return nil
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
  }
}

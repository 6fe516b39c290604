import Arguments
import Engine
import Hatchet
import Monitor
import Store
import Terminal
import Time

/// What the Tab key offers: candidates from the tree, and names from the database if it answers at once.
struct LiveCompletion: Sendable {
  /// So many runs are still looked through by eye.
  private static let runLimit = 30

  let session: Session
  let tree: CommandTree<Session, GlobalOptions>
  /// A shell waits for this: names come within it, or not at all.
  var limit = Duration.milliseconds(300)

  /// What `hatchet __complete` answers.
  func print(_ words: [String]) async throws { try session.output.write(await completion(of: words).text) }

  /// - Parameter words: without the program's name; the last is being typed.
  func completion(of words: [String]) async -> Completion {
    var completion = tree.description.completion(of: words)
    if let live = completion.live, let names = await names(live, words) { completion.add(names) }
    return completion
  }

  private func names(_ live: Completion.LiveNames, _ words: [String]) async -> [Completion.Candidate]? {
    let environment = session.environment
    let globals = tree.globals(in: words, Fallbacks(environment: { environment[$0] }))
    let session = session.adopting(globals)
    // A completion must not start a database.
    guard DatabaseLocation(session.settings).isRunning else { return nil }
    return await withTaskGroup(of: [Completion.Candidate]?.self) { group in
      group.addTask { try? await session.withClient { client in try await Self.names(live, client) } }
      group.addTask {
        try? await Task.sleep(for: limit)
        return nil
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
  }

  private static func names(_ live: Completion.LiveNames, _ client: Client) async throws -> [Completion.Candidate] {
    switch live.kind {
    case "workflow":
      return try await client.workflowTable.names(startingWith: live.prefix).map { Completion.Candidate($0) }
    case "worker":
      return try await client.workerReader.list().map { entry in
        Completion.Candidate("\(entry.worker.id.rawValue)", "\(entry.worker.name) \(entry.state.rawValue)")
      }
    case "cron":
      return try await client.cronTable.list().map { cron in
        Completion.Candidate("\(cron.id)", "\(cron.workflow) \(cron.name)")
      }
    case "run":
      let now = WallClock.now()
      let runs = try await client.runReader.list(RunFilter(limit: runLimit)).runs.map { run in
        Completion.Candidate(
          run.id.text, "\(run.workflow) \(run.status.rawValue) \(HumanText.relative(run.createdAt, now: now))")
      }
      return [Completion.Candidate("last", "the newest run")] + runs
    default: return []
    }
  }
}

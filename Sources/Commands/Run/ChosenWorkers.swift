import Arguments
import Engine
import Hatchet
import Monitor
import Store

/// The workers that a command line names, each once: by their ids, or by a name, which several may have.
struct ChosenWorkers: Sendable {
  var workers: [WorkerRecord] = []

  /// - Throws: `notFound`, with the name that was meant, if one comes near.
  static func find(_ names: [String], _ client: Client) async throws -> ChosenWorkers {
    let all = try await client.workerReader.list().map(\.worker)
    var chosen = ChosenWorkers()
    for name in names {
      let meant = all.filter { "\($0.id.rawValue)" == name }
      let named = meant.isEmpty ? all.filter { $0.name == name } : meant
      guard !named.isEmpty else {
        throw HatchetError(
          .notFound, "worker '\(name)' does not exist",
          hint: Suggestion.didYouMean(name, among: all.map(\.name)) ?? "list them: hatchet worker list")
      }
      chosen.workers += named.filter { new in !chosen.workers.contains { $0.id == new.id } }
    }
    return chosen
  }
}

extension WorkerOrder {
  /// Tells all of them, or none, and says so.
  func give(to names: [String], _ context: Session) async throws {
    try await context.withClient { client in
      let chosen = try await ChosenWorkers.find(names, client).workers
      try await client.order(self, chosen.map(\.id))
      for worker in chosen { context.say("\(verb) worker \(worker.id.rawValue) ('\(worker.name)')") }
    }
  }

  private var verb: String {
    switch self {
    case .pause: "paused"
    case .resume: "resumed"
    case .drain: "draining"
    }
  }
}

extension Declaration {
  /// The workers that are meant.
  func naming(_ path: Field<[String]>) -> Self {
    positional(
      "WORKER", path, required: true, "Ids or names, as 'worker list' shows them", .completing(.live("worker")))
  }
}

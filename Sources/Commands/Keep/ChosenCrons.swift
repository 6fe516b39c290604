import Arguments
import Hatchet
import Store

extension Client {
  /// The schedules that a command line names, each once. Throws `notFound`, `usage` (several have that name).
  func crons(_ names: [String]) async throws -> [CronTable.Entry] {
    var chosen: [CronTable.Entry] = []
    for name in names {
      let entry = try await cron(name)
      if !chosen.contains(where: { $0.id == entry.id }) { chosen.append(entry) }
    }
    return chosen
  }

  /// Pauses all of them, or lets them go on, and says so.
  func setPaused(_ names: [String], _ isPaused: Bool, _ session: Session) async throws {
    for cron in try await crons(names) {
      let isChanged = try await setPaused(cron, isPaused)
      let verb = isPaused ? "paused" : "resumed"
      session.say("\(isChanged ? "" : "already ")\(verb) cron '\(cron.name)' of \(cron.workflow)")
    }
  }
}

extension Declaration {
  /// The schedules that are meant.
  func namingCrons(_ path: Field<[String]>) -> Self {
    positional(
      "CRON", path, required: true, "Numbers or names, as 'cron list' shows them, or WORKFLOW/NAME",
      .completing(.live("cron")))
  }
}

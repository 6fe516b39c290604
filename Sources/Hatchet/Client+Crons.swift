import Database
package import Store
import Time
import Workflows

extension Client {
  /// Lets a workflow run by the clock. `expression` is as in crontab(5), of five fields, of six (seconds first), or a name
  /// such as `@daily`; `timezone` is a name such as `Europe/Zurich`; `input` a JSON document.
  ///
  /// - Parameter name: what it is called; its expression if nil.
  /// - Throws: `usage` (expression, zone or input cannot be), `notFound` (no such workflow), `refused` (the name is taken).
  public func createCron(
    _ workflow: String, _ expression: String, name: String? = nil, timezone: String = "UTC", input: String = "{}"
  ) async throws(HatchetError) {
    let trigger = CronTrigger(
      at: try cronExpression(expression).text, name: name, timezone: try timeZone(timezone).name)
    _ = try await createCron(CronTable.Submission(workflow: workflow, trigger: trigger, input: .init(input)))
  }

  /// Returns its number.
  package func createCron(_ cron: CronTable.Submission) async throws(HatchetError) -> Int64 {
    try await rethrowing { () async throws(StoreError) in try await cronTable.create(cron) }
  }

  /// The schedule that somebody means by its number, its name, or `WORKFLOW/NAME`.
  ///
  /// Throws `notFound`, or `usage`: several have the name.
  package func cron(_ typed: String) async throws(HatchetError) -> CronTable.Entry {
    let all = try await rethrowing { () async throws(StoreError) in try await cronTable.list() }
    if let entry = all.first(where: { "\($0.id)" == typed || "\($0.workflow)/\($0.name)" == typed }) { return entry }
    let named = all.filter { $0.name == typed }
    guard named.count < 2 else {
      throw HatchetError(
        .usage, "there is more than one cron '\(typed)'",
        hint: "say which: " + named.map { "'\($0.workflow)/\($0.name)'" }.joined(separator: ", "))
    }
    guard let entry = named.first else {
      throw HatchetError(.notFound, "cron '\(typed)' does not exist", hint: "list them: hatchet cron list")
    }
    return entry
  }

  /// Lets a schedule fire no more, or again from now on. False if it was so already. Throws `notFound`.
  package func setPaused(_ cron: CronTable.Entry, _ isPaused: Bool) async throws(HatchetError) -> Bool {
    try await rethrowing { () async throws(StoreError) in try await cronTable.setPaused(cron.id, isPaused) }
  }

  /// Takes a schedule away; runs that it has enqueued stay. Throws `notFound`, `refused` (it is a file's).
  package func delete(_ cron: CronTable.Entry) async throws(HatchetError) {
    guard cron.source == .user else {
      throw HatchetError(
        .refused, "cron '\(cron.name)' is declared in the file of workflow '\(cron.workflow)'",
        hint: "take it out of the file and apply that, or pause it")
    }
    guard try await rethrowing({ () async throws(StoreError) in try await cronTable.delete(cron.id) }) else {
      throw HatchetError(.notFound, "cron '\(cron.name)' does not exist")
    }
  }

  private func cronExpression(_ text: String) throws(HatchetError) -> CronExpression {
    do throws(CronError) {
      return try CronExpression(text)
    } catch {
      throw HatchetError(.usage, error.message, hint: error.hint)
    }
  }

  private func timeZone(_ name: String) throws(HatchetError) -> TimeZoneRules {
    do throws(TimeError) {
      return try TimeZoneRules.named(name)
    } catch {
      throw HatchetError(.usage, error.message, hint: error.hint)
    }
  }
}

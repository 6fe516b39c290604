package import Database
import JSON
package import Workflows

extension Transaction {
  /// Makes the schedules of a workflow's file the ones that its file has: part of applying it.
  ///
  /// Throws `StoreError`: `invalid` (an input breaks the schema), `refused` (a name is taken by one made by hand).
  func sync(_ crons: [CronTrigger], of workflow: String, _ statements: Statements) async throws {
    let names = crons.map(\.name)
    _ = try await execute(statements.once("drop_file_crons"), [workflow, names])
    guard !crons.isEmpty else { return }
    let inputs = crons.map(\.inputText)
    let violations = try await execute(statements.once("cron_violation"), [workflow, names, inputs])
    if let violation = violations.first { throw StoreError.cronViolation(violation, workflow) }
    let written = try await execute(
      statements.once("put_file_crons"),
      [
        workflow, names, crons.map(\.at), crons.map { $0.timezone ?? "UTC" }, crons.map(\.catchUp.rawValue),
        crons.map(\.catchUpWindow), inputs,
      ]
    ).decode(String.self)
    if let taken = names.first(where: { !written.contains($0) }) { throw StoreError.cronExists(taken, workflow) }
  }
}

extension CronTrigger {
  /// Of its runs.
  package var inputText: JSONText { JSONText(input.map { JSONWriter.text($0) } ?? "{}") }
}

extension StoreError {
  static func noWorkflow(_ name: String) -> StoreError {
    StoreError(code: .notFound, message: "workflow '\(name)' does not exist", hint: "apply its file first")
  }

  static func cronExists(_ name: String, _ workflow: String) -> StoreError {
    StoreError(
      code: .refused, message: "workflow '\(workflow)' has a cron '\(name)' already",
      hint: "delete that one first, or choose another name")
  }

  /// A row of `cron_violation`.
  static func cronViolation(_ row: Row, _ workflow: String) -> StoreError {
    let (name, violation) = ((try? row.get(String.self, 0)) ?? "", (try? row.get(String.self, 1)) ?? "")
    return StoreError(
      code: .invalid, message: "the input of cron '\(name)': \(violation)",
      hint: "the input_schema of workflow '\(workflow)' says so")
  }
}

import Database
import Engine
import Glibc
import JSON
package import Store
package import Workflows

extension Client {
  /// Stores the workflows of files and folders, all or none, and makes each the version of new runs; the same
  /// definition again is no change.
  ///
  /// - Returns: the names of the workflows.
  /// - Throws: `usage` (`details` holds all that is wrong, with file, line and column), `notFound` (no such file).
  public func apply(contentsOf files: [String], in directory: String = ".") async throws(HatchetError) -> [String] {
    let base = directory.hasPrefix("/") ? directory : Self.workingDirectory + "/" + directory
    let reader = WorkflowFiles(directory: base) { () async throws(HatchetError) in [] }
    let entries: [WorkflowFiles.Entry]
    do throws(WorkflowFiles.Problems) {
      entries = try await reader.load(files)
    } catch {
      throw HatchetError(error)
    }
    if let problems = try await problems(entries) { throw HatchetError(problems) }
    return try await apply(entries.map(\.workflow)).map(\.workflow.name)
  }

  private static var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  /// What the database finds wrong with what the files say, before it stores anything: inputs of crons that break the
  /// schemas of their workflows; nil if nothing is.
  package func problems(_ entries: [WorkflowFiles.Entry]) async throws(HatchetError) -> WorkflowFiles.Problems? {
    var problems: [WorkflowFiles.Problem] = []
    for entry in entries {
      let crons = entry.workflow.triggers.cron
      guard let schema = entry.workflow.inputSchema, !crons.isEmpty else { continue }
      let violations = try await rethrowing { () async throws(StoreError) in
        try await workflowTable.violations(of: JSONText(JSONWriter.text(schema)), in: crons.map(\.inputText))
      }
      for (index, violation) in violations.sorted(by: { $0.key < $1.key }) {
        problems.append(
          .text(
            WorkflowError(
              inputOf: crons[index], at: index, of: entry.workflow.name, breaks: violation, in: entry.source)))
      }
    }
    return problems.isEmpty ? nil : WorkflowFiles.Problems(all: problems)
  }

  /// Stores workflows, all or none, and makes each the version of new runs; the same definition again is no change.
  package func apply(
    _ workflows: [Workflow]
  ) async throws(HatchetError) -> [(workflow: Workflow, change: WorkflowTable.Change)] {
    let submissions = workflows.map { workflow in
      WorkflowTable.Submission(
        name: workflow.name, checksum: workflow.checksum, definition: JSONText(workflow.definitionText),
        priority: Int16(workflow.priority), inputSchema: workflow.inputSchema.map { JSONText(JSONWriter.text($0)) },
        directory: workflow.directory, crons: workflow.triggers.cron)
    }
    let results = try await rethrowing { () async throws(StoreError) in try await workflowTable.apply(submissions) }
    return zip(workflows, results).map { ($0, $1.change) }
  }
}

package import Arguments
package import Hatchet
import Store
package import Terminal
import Workflows

/// `hatchet apply`
package struct Apply: Command {
  package var files: [String] = []
  package var dryRun = false
  package var output = OutputOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Store workflows, so that they can be run")
    .discussion(
      """
      Every file is read before any workflow is stored: a mistake in one changes nothing. Of a folder, the files right \
      in it that end in .yaml, .yml or .json are read. The same definition again is no change; another one is a new \
      version, for runs to come. Runs that exist keep the version that they started with.
      """
    )
    .positional("FILE", \.files, required: true, "Files or folders with workflows; - is stdin", .completing(.files))
    .flag("dry-run", "n", \.dryRun, "Only check them, and show what would change")
    .group(\.output)
    .example("hatchet apply nightly.yaml", "Store the workflows of a file")
    .example("hatchet apply --dry-run workflows/", "Check those of a folder")
    .seeAlso("workflow list", "hatchet-workflow(5)")

  package func run(_ context: Session) async throws {
    let entries = try await context.workflows(in: files)
    var writer = try output.writer(AppliedWorkflow.columns, context)
    let applied = try await context.withClient { client in
      dryRun ? try await client.comparing(entries) : try await client.applying(entries)
    }
    for row in applied { try writer.write(row) }
    try writer.finish()
  }
}

/// What applying did, or would do, to one workflow.
struct AppliedWorkflow: Sendable {
  var workflow: Workflow
  var file: String
  var change: String

  static var columns: [Column<AppliedWorkflow>] {
    [
      Column("workflow", canShrink: true) { .text($0.workflow.name) },
      Column("change") { row in .text(row.change, style: row.change == "unchanged" ? .faint : .success) },
      Column("tasks", alignment: .right) { .count($0.workflow.tasks.count) },
      Column("file", canShrink: true) { .text($0.file == "-" ? "<stdin>" : $0.file) },
      Column("checksum", isDefault: false) { .text($0.workflow.checksum) },
    ]
  }
}

extension Client {
  /// Stores them all. Throws `WorkflowFiles.Problems`, too.
  func applying(_ entries: [WorkflowFiles.Entry]) async throws -> [AppliedWorkflow] {
    if let problems = try await problems(entries) { throw problems }
    let results = try await apply(entries.map(\.workflow))
    return zip(entries, results).map {
      AppliedWorkflow(workflow: $0.workflow, file: $0.file, change: $1.change.rawValue)
    }
  }

  /// What storing them would do.
  fileprivate func comparing(_ entries: [WorkflowFiles.Entry]) async throws -> [AppliedWorkflow] {
    if let problems = try await problems(entries) { throw problems }
    var rows: [AppliedWorkflow] = []
    for entry in entries {
      let present = try await workflowTable.find(entry.workflow.name)
      let change =
        switch present?.checksum {
        case nil: "created"
        case entry.workflow.checksum: "unchanged"
        default: "updated"
        }
      rows.append(AppliedWorkflow(workflow: entry.workflow, file: entry.file, change: change))
    }
    return rows
  }
}

extension Session {
  /// The workflows of files and folders as they are named on the command line. Throws `WorkflowFiles.Problems`.
  func workflows(in names: [String]) async throws -> [WorkflowFiles.Entry] {
    if names.contains("-"), input.isTerminal { throw HatchetError.nothingPiped("a workflow") }
    let files = WorkflowFiles(directory: directory) { [input] () async throws(HatchetError) in
      try await input.readAll(limit: 4 << 20)
    }
    return try await files.load(names)
  }
}

extension HatchetError {
  /// A person sits where data should come from.
  static func nothingPiped(_ what: String) -> HatchetError {
    HatchetError(.usage, "standard input is a terminal", hint: "pipe \(what) into it, or name a file")
  }
}

extension WorkflowFiles.Problems: MessageError {
  package var messages: [Message] {
    all.map { problem in
      switch problem {
      case .text(let error): Message(error)
      case .file(let error): Message(error.message, hint: error.hint)
      }
    }
  }

  /// What is wrong with a text is a wrong usage; of the files as such, the first decides.
  package var exitStatus: Int32 {
    if case .file(let error)? = all.first { return error.code.rawValue }
    return HatchetError.Code.usage.rawValue
  }
}

extension Message {
  /// A mistake in a workflow file, with its line.
  init(_ error: WorkflowError) {
    let excerpt = error.excerpt
    self.init(
      error.message, hint: error.hint,
      source: Terminal.SourceExcerpt(
        file: error.file, line: error.line, column: error.column, length: excerpt.length, text: excerpt.text,
        textColumn: excerpt.column))
  }
}

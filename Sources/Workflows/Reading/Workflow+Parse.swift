package import JSON
package import YAML

extension Workflow {
  /// The workflows of one file, one for each `---` document, in order; at least one.
  /// - Parameters:
  ///   - directory: the absolute path of the file's folder; nil if it came from no file.
  ///   - support: which keys are refused with "not supported yet".
  package static func parse(_ source: SourceText, directory: String?, support: SupportedKeys = .engine)
    throws(WorkflowErrors) -> [Workflow]
  {
    let reader = WorkflowReader(source, support: support)
    let workflows = reader.workflows(directory: directory)
    try reader.finish()
    return workflows
  }

  /// As above, of a file's bytes, named `file` in errors.
  package static func parse(
    _ bytes: some Collection<UInt8>, file: String, directory: String?, support: SupportedKeys = .engine
  ) throws(WorkflowErrors) -> [Workflow] {
    try parse(SourceText(bytes, file: file), directory: directory, support: support)
  }

  /// Reads what `definition` gave.
  package init(definition: JSONValue, directory: String?, support: SupportedKeys = .engine) throws(WorkflowErrors) {
    let reader = WorkflowReader(
      SourceText([UInt8](), file: "stored workflow"), support: support, isStored: true)
    let workflow = reader.workflow(YAMLNode(definition), directory: directory)
    try reader.finish()
    // Without a workflow there is an error.
    self = workflow ?? Workflow(name: "", tasks: [])
  }
}

extension Triggers {
  /// Reads what `Workflow.definition` has under `triggers`.
  package init(definition: JSONValue, support: SupportedKeys = .engine) throws(WorkflowErrors) {
    let reader = WorkflowReader(
      SourceText([UInt8](), file: "stored triggers"), support: support, isStored: true)
    self = reader.triggers(YAMLNode(definition))
    try reader.finish()
  }
}

extension WorkflowReader {
  fileprivate func workflows(directory: String?) -> [Workflow] {
    let stream: YAMLStream
    do {
      stream = try YAMLStream(source)
    } catch {
      report(error)
      return []
    }
    // A `---` at the end begins a document with nothing in it.
    let documents = stream.documents.filter { $0.scalar?.value != .null }
    for duplicate in stream.duplicates { report(duplicate, in: documents) }
    if documents.isEmpty {
      report(
        .missingKey, "the file holds no workflow", from: YAMLMark(line: 1, column: 1), to: nil,
        hint: "a workflow has a 'name' and 'tasks'")
    }
    var names: Set<String> = []
    return documents.compactMap { document in
      let workflow = workflow(document, directory: directory)
      if let name = workflow?.name, !name.isEmpty, !names.insert(name).inserted {
        report(.duplicate, "workflow '\(name)' is declared twice in this file", at: document["name"] ?? document)
      }
      return workflow
    }
  }

  private func report(_ duplicate: YAMLError, in documents: [YAMLNode]) {
    let first = duplicate.related ?? duplicate.place
    let task = documents.lazy.flatMap { $0["tasks"]?.pairs ?? [] }.first { $0.key.start == first }
    let message =
      task.map { "task '\($0.key.scalar?.text ?? "")' is declared twice, first on line \(first.line)" }
      ?? duplicate.message
    report(.duplicate, message, from: duplicate.place, to: duplicate.end, cause: duplicate)
  }
}

import JSON
import YAML

extension WorkflowReader {
  /// Reads one document; nil only where nothing can be made of it.
  func workflow(_ node: YAMLNode, directory: String?) -> Workflow? {
    guard let fields = Fields(node, "a workflow", WorkflowKey.self, self) else { return nil }
    let name = fields.required(.name, hint: "add 'name: my-workflow'", self).flatMap { self.name($0, of: "a workflow") }
    let tasks = fields.required(.tasks, hint: "add 'tasks:' and below it a name and what it runs", self).map {
      self.tasks($0)
    }
    var workflow = Workflow(name: name ?? "", tasks: tasks ?? [])
    workflow.directory = directory
    if let node = fields[.description] { workflow.description = text(node, "description") }
    if let node = fields[.inputSchema] { workflow.inputSchema = inputSchema(node) }
    if let node = fields[.priority] { workflow.priority = integer(node, "priority", in: 1...3) ?? workflow.priority }
    if let node = fields[.timeout] { workflow.timeout = duration(node, "timeout", in: WorkflowLimits.duration) }
    if let node = fields[.triggers] { workflow.triggers = triggers(node) }
    if let node = fields[.idempotency] { workflow.idempotency = idempotency(node) }
    if let node = fields[.concurrency] { workflow.concurrency = concurrency(node) }
    if let node = fields[.sticky] { workflow.sticky = choice(node, "sticky", of: Sticky.self) ?? workflow.sticky }
    if let node = fields[.onFailure] { workflow.onFailure = hook(node, "on_failure") }
    if let node = fields[.finally] { workflow.finally = hook(node, "finally") }
    return workflow
  }

  private func tasks(_ node: YAMLNode) -> [TaskDefinition] {
    guard let pairs = node.pairs else {
      report(
        .wrongType, "'tasks' must be a mapping of names to tasks, not \(node.kind)", at: node,
        hint: "write the task's name as the key: 'extract: {run: ./extract.sh}'")
      return []
    }
    if pairs.isEmpty { report(.invalidValue, "'tasks' is empty", at: node, hint: "a workflow has at least one task") }
    if pairs.count > WorkflowLimits.tasks {
      report(.outOfRange, "the workflow has \(pairs.count) tasks, over the limit of \(WorkflowLimits.tasks)", at: node)
      return []
    }
    let tasks = pairs.compactMap { task($0) }
    // Also those that could not be read: who needs one of them has made no mistake.
    checkNeeds(tasks, names: Set(pairs.compactMap { $0.key.scalar?.text }))
    return tasks.map(\.task)
  }
}

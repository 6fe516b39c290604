import YAML

/// A task, and where in the file the parts of it stand that only a look at all tasks can check.
struct LocatedTask {
  var task: TaskDefinition
  let place: YAMLNode
  /// As many as the task's needs, in the file's order.
  var needs: [(need: Need, node: YAMLNode)] = []
  /// Of its conditions, at any depth.
  var parents: [(name: String, node: YAMLNode)] = []
  var stdin: YAMLNode?
}

extension WorkflowReader {
  /// Reads a pair of `tasks`.
  func task(_ pair: YAMLPair) -> LocatedTask? {
    let name = name(pair.key, of: "a task")
    if let name, Workflow.reservedNames.contains(name) {
      report(
        .invalidValue, "a task cannot be called '\(name)'", at: pair.key,
        hint: "'\(name)' beside 'tasks' says what runs then")
    }
    if pair.value.scalar?.value == .null {
      report(.missingKey, "task '\(name ?? "")' is empty", at: pair.key, hint: "say what it runs: 'run: ./script.sh'")
      return nil
    }
    guard let fields = Fields(pair.value, "task '\(name ?? "")'", TaskKey.self, self) else { return nil }
    let executor = executor(of: "task '\(name ?? "")'", at: pair.key, fields)
    var located = LocatedTask(
      task: TaskDefinition(name: name ?? "", executor: executor ?? .run("")), place: pair.key)
    readProcess(fields, into: &located)
    readGraph(fields, into: &located)
    readPolicies(fields, into: &located.task)
    return name == nil ? nil : located
  }

  private func readProcess(_ fields: Fields<TaskKey>, into located: inout LocatedTask) {
    if let node = fields[.description] { located.task.description = text(node, "description") }
    if let node = fields[.env] { located.task.environment = environment(node) }
    if let node = fields[.timeout] {
      located.task.timeout = duration(node, "timeout", in: WorkflowLimits.duration) ?? located.task.timeout
    }
    if let node = fields[.grace] {
      located.task.grace = duration(node, "grace", in: WorkflowLimits.grace) ?? located.task.grace
    }
    if let node = fields[.stdin] {
      located.task.stdin = choice(node, "stdin", of: StandardInput.self) ?? located.task.stdin
      located.stdin = node
    }
    if let node = fields[.durable] { located.task.durable = bool(node, "durable") ?? located.task.durable }
    if let node = fields[.compensate] { located.task.compensate = hook(node, "compensate") }
  }

  private func readGraph(_ fields: Fields<TaskKey>, into located: inout LocatedTask) {
    if let node = fields[.needs] {
      located.needs = needs(node)
      located.task.needs = located.needs.map(\.need).sorted { $0.task < $1.task }
    }
    if let node = fields[.waitFor] {
      located.task.waitFor = conditions(node, "wait_for", parents: &located.parents)
    }
    if let node = fields[.skipIf] { located.task.skipIf = conditions(node, "skip_if", parents: &located.parents) }
    if let node = fields[.cancelIf] { located.task.cancelIf = conditions(node, "cancel_if", parents: &located.parents) }
  }

  private func readPolicies(_ fields: Fields<TaskKey>, into task: inout TaskDefinition) {
    if let node = fields[.scheduleTimeout] {
      task.scheduleTimeout = duration(node, "schedule_timeout", in: WorkflowLimits.duration)
    }
    task.retry = retry(
      retries: fields[.retries], backoff: fields[.backoff], noRetryExitCodes: fields[.noRetryExitCodes])
    if let node = fields[.slots] { task.slots = integer(node, "slots", in: WorkflowLimits.slots) ?? task.slots }
    if let node = fields[.labels] { task.labels = labels(node) }
    if let node = fields[.concurrency] { task.concurrency = concurrency(node) }
    if let node = fields[.rateLimits] { task.rateLimits = rateLimits(node) }
  }

  private func needs(_ node: YAMLNode) -> [(need: Need, node: YAMLNode)] {
    let hint = node.scalar.map { "write 'needs: [\($0.text)]'" }
    return list(node, "needs", hint: hint).compactMap { item in
      if let scalar = item.scalar, scalar.value != .null { return (Need(scalar.text), item) }
      guard item.pairs != nil else {
        report(.wrongType, "a need must be the name of a task, not \(item.kind)", at: item)
        return nil
      }
      guard let fields = Fields(item, "a need", NeedKey.self, self), let task = fields.required(.task, self),
        let name = text(task, "task", orScalar: true)
      else { return nil }
      return (Need(name, when: fields[.when].flatMap { expression($0, "when", Condition.parentVariables) }), task)
    }
  }
}

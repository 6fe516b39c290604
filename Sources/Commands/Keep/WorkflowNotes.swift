import Terminal
import Time
import Workflows

/// What a workflow does besides running one task after another: what starts it, what its tasks wait for, what runs beside
/// them.
struct WorkflowNotes {
  private let workflow: Workflow

  init(_ workflow: Workflow) { self.workflow = workflow }

  /// Of the workflow as a whole.
  var facts: [(name: String, text: String)] {
    var facts: [(name: String, text: String)] = []
    if let timeout = workflow.timeout { facts.append(("timeout", DurationText.canonical(timeout))) }
    if let idempotency = workflow.idempotency { facts.append(("idempotency", Self.text(idempotency))) }
    facts += workflow.triggers.cron.map { ("cron", Self.text($0)) }
    facts += workflow.triggers.events.map { ("event", $0) }
    facts += workflow.triggers.filters.map { ("filter", Self.text($0)) }
    if let hook = workflow.onFailure { facts.append(("on failure", hook.executor.summary)) }
    if let hook = workflow.finally { facts.append(("finally", hook.executor.summary)) }
    return Self.named(facts)
  }

  /// Of each task of which there is something to say.
  var tasks: [(task: String, facts: [(name: String, text: String)])] {
    workflow.tasks.compactMap { task in
      let facts = Self.facts(task)
      return facts.isEmpty ? nil : (task.name, facts)
    }
  }

  /// All of it, after an empty line, in lines of that width.
  func lines(look: Look, width: Int) -> [String] {
    let whole = facts.isEmpty ? [] : [""] + FactSheet(facts: facts).lines(look: look, wrappedTo: width)
    return whole + taskLines(look: look, width: width)
  }

  /// A part for each task, each after an empty line.
  func taskLines(look: Look, width: Int) -> [String] {
    tasks.flatMap { task, facts in
      let sheet = FactSheet(title: look.styled(SafeText.line(task), .strong), facts: facts)
      return [""] + sheet.lines(look: look, wrappedTo: width)
    }
  }

  /// In a word or two: what may become of a task instead of running once its needs are met.
  static func mark(_ task: TaskDefinition) -> String? {
    var words: [String] = []
    if !task.waitFor.isEmpty { words.append("waits") }
    if task.needs.contains(where: { $0.when != nil }) || !task.skipIf.isEmpty { words.append("may skip") }
    if !task.cancelIf.isEmpty { words.append("may cancel") }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  private static func facts(_ task: TaskDefinition) -> [(name: String, text: String)] {
    var facts: [(name: String, text: String)] = task.needs.compactMap { need in
      need.when.map { ("needs", "\($0) (of \(need.task))") }
    }
    let words = ConditionText(task)
    if !task.waitFor.isEmpty { facts.append(("waits for", words.all(task.waitFor))) }
    if !task.skipIf.isEmpty { facts.append(("skipped if", words.any(task.skipIf))) }
    if !task.cancelIf.isEmpty { facts.append(("cancelled if", words.any(task.cancelIf))) }
    if let hook = task.compensate { facts.append(("undone by", hook.executor.summary)) }
    return named(facts)
  }

  /// A name that comes again says nothing new.
  private static func named(_ facts: [(name: String, text: String)]) -> [(name: String, text: String)] {
    facts.indices.map { index in
      index > 0 && facts[index - 1].name == facts[index].name ? ("", facts[index].text) : facts[index]
    }
  }

  private static func text(_ idempotency: Idempotency) -> String {
    let time = DurationText.canonical(idempotency.ttl)
    return "one run for each \(idempotency.key), "
      + (idempotency.until == .finished ? "until it is finished, \(time) at most" : "for \(time)")
  }

  private static func text(_ cron: CronTrigger) -> String {
    var text = cron.name == cron.at ? cron.at : "\(cron.name): \(cron.at)"
    text += " (\(cron.timezone ?? "UTC"))"
    if cron.catchUp != .last {
      text += cron.catchUp == .all ? ", makes up for all it missed" : ", makes up for nothing"
    }
    return text
  }

  private static func text(_ filter: EventFilter) -> String {
    filter.when + (filter.scope.map { " (of scope \($0))" } ?? "")
  }
}

extension Executor {
  /// In a line: of a script its first line that does something.
  var summary: String {
    switch self {
    case .run(let script):
      let lines = script.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("#") }
      return (lines.first.map(String.init) ?? "") + (lines.count > 1 ? " ..." : "")
    case .exec(let words): return words.joined(separator: " ")
    case .handler(let command): return "handler \(command)"
    case .http(let url): return "POST \(url)"
    }
  }
}

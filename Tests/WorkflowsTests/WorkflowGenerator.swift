import JSON
import TestRandom
import Workflows

/// Valid workflows of every shape, by seed.
struct WorkflowGenerator {
  private var random: Dice

  init(seed: UInt64) { random = Dice(seed: seed) }

  mutating func workflow() -> Workflow {
    var tasks: [TaskDefinition] = []
    for index in 0..<Int.random(in: 1...8, using: &random) {
      let earlier = tasks.map(\.name)
      tasks.append(task("\(random.pick(["a", "B", "7", "-", "z.z", "_"]))\(index)", after: earlier))
    }
    var workflow = Workflow(name: random.pick(["w", "a-b_c.D", "2026"]), tasks: tasks.shuffled(using: &random))
    workflow.description = maybe { $0.text() }
    workflow.inputSchema = maybe { $0.schema() }
    workflow.priority = random.pick([1, 2, 3])
    workflow.timeout = maybe { $0.duration() }
    workflow.directory = maybe { "/srv/" + $0.text() }
    if random.chance(0.3) {
      workflow.triggers = Triggers(
        cron: list {
          let name = "c\(Int.random(in: 0..<1_000_000_000, using: &$0.random))"
          return CronTrigger(
            at: "0 2 * * *", name: name, timezone: $0.maybe { $0.text() }, catchUp: $0.any(),
            catchUpWindow: $0.duration(), input: $0.maybe { ["text": .string($0.text())] })
        },
        events: list { String($0.text().prefix(200)) })
      if !workflow.triggers.events.isEmpty {
        workflow.triggers.filters = list {
          EventFilter(when: $0.text(), scope: $0.maybe { $0.text() }, payload: $0.maybe { [.string($0.text()), 1.5] })
        }
      }
    }
    workflow.idempotency = maybe {
      Idempotency(key: $0.random.pick(["input.day", "'é\\n'", "string(input)"]), ttl: $0.duration(), until: $0.any())
    }
    workflow.concurrency = rules()
    workflow.sticky = any()
    workflow.onFailure = maybe { $0.hook() }
    workflow.finally = maybe { $0.hook() }
    return workflow
  }

  private mutating func task(_ name: String, after earlier: [String]) -> TaskDefinition {
    let parents = earlier.filter { _ in random.chance(0.4) }
    let needs = parents.sorted().map { parent in Need(parent, when: maybe(0.2) { $0.text() }) }
    var task = TaskDefinition(name: name, executor: executor(), needs: needs)
    task.description = maybe { $0.text() }
    task.environment = environment()
    if random.chance(0.3) { task.timeout = duration() }
    task.scheduleTimeout = maybe { $0.duration() }
    task.retry = retry()
    task.slots = random.pick([1, 2, 10_000])
    task.labels = list {
      if $0.random.chance(0.5) { return DesiredLabel(key: $0.text(), value: .text($0.text()), required: true) }
      return DesiredLabel(key: $0.text(), value: .number(.min), comparator: $0.any(), weight: $0.random.pick([0, 100]))
    }
    task.stdin = parents.count == 1 ? any() : random.pick([.json, .input])
    if random.chance(0.3) { task.grace = random.pick([.zero, .milliseconds(1500)]) }
    task.waitFor = list { $0.condition(parents, depth: 0) }
    task.skipIf = list { $0.condition(parents, depth: 0) }
    task.cancelIf = list { $0.condition(parents, depth: 0) }
    task.concurrency = rules()
    task.rateLimits = list {
      RateLimit(
        key: $0.text(), units: $0.random.pick([.fixed(1), .fixed(9), .expression("input.n")]),
        limit: $0.maybe { _ in .fixed(5) }, per: $0.any(), burst: $0.maybe { _ in 3 })
    }
    task.durable = random.chance(0.3)
    task.compensate = maybe { $0.hook() }
    return task
  }

  private mutating func condition(_ parents: [String], depth: Int) -> Condition {
    let group = depth < 3 ? 2 : 0
    switch Int.random(in: 0..<(3 + group), using: &random) {
    case 0 where !parents.isEmpty: return .parent(random.pick(parents), when: text())
    case 0, 1: return .sleep(duration(), from: any())
    case 2:
      return .event(EventCondition(text(), when: maybe { $0.text() }, from: any(), since: maybe { $0.duration() }))
    case 3: return .any((0...1).map { _ in condition(parents, depth: depth + 1) })
    default: return .all((0...1).map { _ in condition(parents, depth: depth + 1) })
    }
  }

  private mutating func executor() -> Executor {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: .run(text())
    case 1: .exec([text(), "", text()])
    case 2: .handler(text())
    default: .http(url: "https://example.org/" + text())
    }
  }

  private mutating func hook() -> Hook {
    var hook = Hook(executor: executor())
    hook.environment = environment()
    if random.chance(0.3) { hook.timeout = duration() }
    hook.retry = retry()
    if random.chance(0.3) { hook.grace = .seconds(1) }
    return hook
  }

  private mutating func retry() -> RetryPolicy {
    RetryPolicy(
      retries: random.pick([0, 1, 1000]),
      backoff: Backoff(
        factor: random.pick([0, 1, 2, 1.25, 1000]), max: random.pick([.seconds(300), .milliseconds(1)])),
      noRetryExitCodes: random.pick([[], [1, 255]]))
  }

  private mutating func rules() -> [ConcurrencyRule] {
    list { ConcurrencyRule(key: $0.text(), max: $0.random.pick([1, 7]), strategy: $0.any()) }
  }

  private mutating func environment() -> [String: String] {
    random.chance(0.5) ? [:] : ["A": text(), "_b9": "", "PATH": text()]
  }

  private mutating func schema() -> JSONValue {
    ["properties": ["n": ["enum": [1, nil], "minimum": 1.5]], "required": [.string(text())], "type": "object"]
  }

  private mutating func duration() -> Duration {
    .milliseconds(random.pick([1, 999, 1000, 90_000, 3_661_001, 86_400_000 * 3650]))
  }

  /// Text that a careless writer or reader would break.
  private mutating func text() -> String {
    random.pick([
      "x", "yes", "null", "1", "1.0", "~", "<<", "a: b # c", "- a", "tab\tnewline\nend\n", "  lead", "\"q\" 'q' \\",
      "é😀",
      "{{}}", "\u{7F}\u{85}\u{2028}\u{FEFF}", "*a &b !c", "%d", "\r\n.", String(repeating: "long ", count: 300),
    ])
  }

  private mutating func any<Value: CaseIterable>() -> Value { random.pick(Array(Value.allCases)) }

  private mutating func maybe<Value>(_ share: Double = 0.4, _ make: (inout Self) -> Value) -> Value? {
    random.chance(share) ? make(&self) : nil
  }

  private mutating func list<Value>(_ make: (inout Self) -> Value) -> [Value] {
    random.chance(0.7) ? [] : (0..<Int.random(in: 1...3, using: &random)).map { _ in make(&self) }
  }
}

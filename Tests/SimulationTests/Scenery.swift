import Engine
import TestRandom
import Workflows

/// The workflows of the simulation: shapes and policies that matter, and then some at random.
enum Scenery {
  static func workflows(using random: inout Dice) -> [Workflow] {
    var workflows = [
      Workflow(name: "simple", tasks: [task("a")]),
      Workflow(name: "stubborn", tasks: [task("a", retries: 3, factor: 0)]),
      Workflow(name: "patient", tasks: [task("a", retries: 2, factor: 2, timeout: .seconds(20))]),
      Workflow(name: "chain", tasks: [task("a"), task("b", needs: ["a"], retries: 1), task("c", needs: ["b"])]),
      Workflow(
        name: "diamond",
        tasks: [
          task("a"), task("b", needs: ["a"]), task("c", needs: ["a"], retries: 1, timeout: .seconds(5)),
          task("d", needs: ["b", "c"], slots: 2),
        ]),
    ]
    for number in 0..<5 {
      var tasks: [TaskDefinition] = []
      for index in 0..<Int.random(in: 2...9, using: &random) {
        let needs = tasks.map(\.name).filter { _ in random.oneIn(3) }
        var new = task(
          "t\(index)", needs: needs, retries: Int.random(in: 0...2, using: &random),
          factor: random.oneIn(2) ? 0 : 2, timeout: random.oneIn(8) ? .seconds(10) : nil,
          slots: random.oneIn(5) ? 2 : 1)
        if random.oneIn(4) {
          let zone = LabelValue.text(random.oneIn(2) ? "x" : "y")
          new.labels = [DesiredLabel(key: "zone", value: zone, required: random.oneIn(3))]
        }
        addConditions(&new, &random)
        tasks.append(new)
      }
      var workflow = Workflow(name: "random\(number)", tasks: tasks)
      if random.oneIn(3) { workflow.onFailure = Hook(executor: .run("true")) }
      if random.oneIn(3) { workflow.finally = Hook(executor: .run("true")) }
      if random.oneIn(6) { workflow.timeout = .seconds(8) }
      workflows.append(workflow)
    }
    return workflows
  }

  /// Of those kinds that `Reference` can tell the outcome of.
  private static func addConditions(_ task: inout TaskDefinition, _ random: inout Dice) {
    for index in task.needs.indices where random.oneIn(4) { task.needs[index].when = expression(&random) }
    if random.oneIn(4) { task.compensate = Hook(executor: .run("true")) }
    if !task.needs.isEmpty {
      if random.oneIn(3) { task.skipIf = [parent(task, &random)] }
      if random.oneIn(4) { task.cancelIf = [parent(task, &random)] }
    }
    if random.oneIn(3) { task.waitFor = [condition(task, &random, depth: 2)] }
  }

  private static func expression(_ random: inout Dice) -> String {
    Reference.expressions.randomElement(using: &random)!.source
  }

  private static func parent(_ task: TaskDefinition, _ random: inout Dice) -> Condition {
    .parent(task.needs.randomElement(using: &random)!.task, when: expression(&random))
  }

  private static func condition(_ task: TaskDefinition, _ random: inout Dice, depth: Int) -> Condition {
    let from: ConditionStart = random.oneIn(3) ? .runStart : .parents
    switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &random) {
    case 0: return .sleep(.milliseconds(Int64.random(in: 1...3000, using: &random)), from: from)
    case 1: return .event(EventCondition("k\(Int.random(in: 0..<4, using: &random))", from: from))
    case 2:
      let since: Duration? = random.oneIn(2) ? .seconds(2) : nil
      return .event(EventCondition(random.oneIn(2) ? "run:${input.id}" : "k*", from: from, since: since))
    case 3: return task.needs.isEmpty ? .event(EventCondition("k1", from: from)) : parent(task, &random)
    case let kind:
      let parts = (0..<2).map { _ in condition(task, &random, depth: depth - 1) }
      return kind == 4 ? .any(parts) : .all(parts)
    }
  }

  static func task(
    _ name: String, needs: [String] = [], retries: Int = 0, factor: Double = 2, timeout: Duration? = nil,
    slots: Int = 1
  ) -> TaskDefinition {
    var task = TaskDefinition(name: name, executor: .run("true"), needs: needs.map { Need($0) })
    task.retry = RetryPolicy(
      retries: retries, backoff: Backoff(factor: factor, max: .seconds(60)), noRetryExitCodes: [64])
    task.scheduleTimeout = timeout
    task.slots = slots
    return task
  }
}

import Engine
import Workflows

/// The workflows of the simulation: shapes and policies that matter, and then some at random.
enum Scenery {
  static func workflows(using random: inout SeededGenerator) -> [Workflow] {
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
        tasks.append(new)
      }
      workflows.append(Workflow(name: "random\(number)", tasks: tasks))
    }
    return workflows
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

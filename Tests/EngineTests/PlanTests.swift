import Engine
import Testing
import Workflows

@Suite struct PlanTests {
  @Test func numbersTasksAsTheWorkflowDoes() throws {
    let workflow = Workflow(
      name: "w", tasks: [task("z"), task("b", needs: ["z"]), task("a", needs: ["z"]), task("c", needs: ["a", "b"])])
    let plan = try Plan(workflow)
    #expect(plan.tasks.map(\.name) == ["z", "a", "b", "c"])
    #expect(plan.tasks.map(\.name) == workflow.tasks.map(\.name))
    #expect(plan.tasks.map(\.parents) == [[], [0], [0], [1, 2]])
    #expect(plan.tasks.map(\.children) == [[1, 2], [3], [3], []])
    #expect(plan.ordinal(named: "b") == 2 && plan.ordinal(named: "nobody") == nil)
  }

  @Test func hasAsManyTasksAsAnIDCanTellApart() throws {
    let most = (0..<4096).map { task("t\($0)") }
    #expect(try Plan(Workflow(name: "w", tasks: most)).tasks.count == 4096)
    let error = #expect(throws: EngineError.self) { try Plan(Workflow(name: "w", tasks: most + [task("x")])) }
    #expect(error?.message == "workflow 'w' has 4097 tasks, not 1 to 4096")
    #expect(throws: EngineError.self) { try Plan(Workflow(name: "w", tasks: [])) }
  }
}

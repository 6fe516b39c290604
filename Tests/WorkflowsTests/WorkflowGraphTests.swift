import TestRandom
import Testing
import Workflows

@Suite struct WorkflowGraphTests {
  @Test func orderIsTopologicalThenLexical() {
    let workflow = Workflow(
      name: "w",
      tasks: [
        task("z"), task("b", "z"), task("a", "b", "c"), task("c", "z"), task("y"), task("d", "y"),
      ])
    #expect(workflow.tasks.map(\.name) == ["y", "d", "z", "b", "c", "a"])
    let graph = workflow.graph
    #expect(graph.names == ["y", "d", "z", "b", "c", "a"])
    #expect(graph.parents == [[], [0], [], [2], [2], [3, 4]])
    #expect(graph.children == [[1], [], [3, 4], [5], [5], []])
    #expect(graph.roots == [0, 2])
  }

  @Test func orderDoesNotDependOnTheOrderGiven() {
    var random = Dice(seed: 1)
    let tasks = (0..<50).map { index in
      task("t\(index)", (0..<index).filter { _ in random.chance(0.1) }.map { "t\($0)" })
    }
    let expected = Workflow(name: "w", tasks: tasks)
    for _ in 0..<20 { #expect(Workflow(name: "w", tasks: tasks.shuffled(using: &random)) == expected) }
    for (place, parents) in expected.graph.parents.enumerated() { #expect(parents.allSatisfy { $0 < place }) }
  }

  @Test func aChainOfAllTheTasksThatThereMayBe() throws {
    let lines = (0..<WorkflowLimits.tasks).map { "  t\($0): {run: x\($0 == 0 ? "" : ", needs: [t\($0 - 1)]")}" }
    let text = "name: w\ntasks:\n" + lines.joined(separator: "\n")
    let workflow = try #require(try Workflow.parse(text.utf8, file: "w", directory: nil).first)
    #expect(workflow.tasks.map(\.name) == (0..<WorkflowLimits.tasks).map { "t\($0)" })
    #expect(throws: WorkflowErrors.self) {
      try Workflow.parse((text + "\n  over: {run: x}").utf8, file: "w", directory: nil)
    }
  }

  /// A cycle as long as the limit neither overflows the stack nor takes long.
  @Test func aCycleOfAllTheTasksThatThereMayBe() throws {
    let count = WorkflowLimits.tasks
    let lines = (0..<count).map { "  t\($0): {run: x, needs: [t\(($0 + count - 1) % count)]}" }
    let error = #expect(throws: WorkflowErrors.self) {
      try Workflow.parse(
        ("name: w\ntasks:\n" + lines.joined(separator: "\n")).utf8, file: "w", directory: nil)
    }
    #expect(error?.errors.map(\.code) == [.cycle])
  }

  @Test func eachKnotOfTasksIsReportedOnce() {
    let text = """
      name: w
      tasks:
        a: {run: x, needs: [b, c]}
        b: {run: x, needs: [a]}
        c: {run: x, needs: [a]}
        d: {run: x, needs: [e]}
        e: {run: x, needs: [d]}
        f: {run: x, needs: [a, d]}
      """
    let error = #expect(throws: WorkflowErrors.self) { try Workflow.parse(text.utf8, file: "w", directory: nil) }
    #expect(
      error?.errors.map(\.message) == [
        "tasks wait for each other: a → b → a", "tasks wait for each other: d → e → d",
      ])
  }

  private func task(_ name: String, _ needs: String...) -> TaskDefinition { task(name, needs) }

  private func task(_ name: String, _ needs: [String]) -> TaskDefinition {
    TaskDefinition(name: name, executor: .run("x"), needs: needs.sorted().map { Need($0) })
  }
}

import Testing
import Workflows

@testable import Bench

@Suite struct BenchWorkflowsTests {
  @Test(arguments: [
    (1, BenchPlan.Shape.chain, [[]] as [[Int]]),
    (3, .chain, [[], [0], [1]]),
    (1, .fan, [[]]),
    (2, .fan, [[], [0]]),
    (3, .fan, [[], [0], [1]]),
    (5, .fan, [[], [0], [0], [0], [1, 2, 3]]),
  ]) func tasksHangTogetherAsAsked(count: Int, shape: BenchPlan.Shape, needs: [[Int]]) {
    let tasks = BenchWorkflows.tasks(count, shape)
    let places = Dictionary(uniqueKeysWithValues: tasks.enumerated().map { ($1.name, $0) })
    #expect(tasks.map { $0.needs.compactMap { places[$0.task] } } == needs)
  }

  @Test func theyAreWorkflowsLikeAnyOther() throws {
    for workflow in BenchWorkflows.all(BenchPlan()) {
      #expect(try Workflow.parse(Array(workflow.definitionText.utf8), file: "x", directory: nil) == [workflow])
    }
  }
}

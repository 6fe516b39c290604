import Testing
import Workflows

/// A file that is wrong, and all that is said about it.
struct WrongFile: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let text: String
  let expected: String

  init(_ name: String, _ text: String, _ expected: String) {
    testDescription = name
    self.text = text
    self.expected = expected
  }

  func check(support: SupportedKeys = .engine) {
    do throws(WorkflowErrors) {
      _ = try Workflow.parse(text.utf8, file: "w.yaml", directory: nil, support: support)
      Issue.record("accepted")
    } catch {
      #expect(error.description == expected)
    }
  }
}

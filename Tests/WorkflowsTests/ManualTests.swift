import FoundationEssentials
import Testing
import Time
import Workflows

/// hatchet-workflow(5) against the code.
@Suite struct ManualTests {
  private let page: String
  private let sections: [String: String]

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    page = try String(contentsOf: root.appending(path: "man/man5/hatchet-workflow.5"), encoding: .utf8)
    var sections: [String: String] = [:]
    for section in page.split(separator: "\n.Ss ") {
      let (title, text) = section.split(separator: "\n", maxSplits: 1).map(String.init).pair
      sections[title] = text
    }
    self.sections = sections
  }

  @Test(arguments: WorkflowKey.allCases) func describesEachKeyOfAWorkflow(key: WorkflowKey) {
    check(key.rawValue, isActedOn: !SupportedKeys.engine.workflowNotYet.contains(key), in: "The workflow")
  }

  @Test(arguments: TaskKey.allCases) func describesEachKeyOfATask(key: TaskKey) {
    check(key.rawValue, isActedOn: !SupportedKeys.engine.taskNotYet.contains(key), in: "A task")
  }

  @Test(arguments: CronKey.allCases) func describesEachKeyOfACron(key: CronKey) {
    #expect(sections["Triggers"]?.contains("\n.It Cm \(key.rawValue)\n") == true)
  }

  @Test func namesEachWord() throws {
    let task = try #require(sections["A task"])
    for word in StandardInput.allCases.map(\.rawValue) + LabelComparator.allCases.map(\.rawValue) {
      #expect(task.contains("Sy \(word)\n") || task.contains("Sy \(word) "), "\(word)")
    }
  }

  @Test func statesTheLimitsAndDefaults() throws {
    let task = try #require(sections["A task"])
    let usual = TaskDefinition(name: "a", executor: .run("x"))
    #expect(task.contains("Default \(DurationText.canonical(usual.timeout))."))
    #expect(task.contains("Default \(DurationText.canonical(usual.grace))."))
    #expect(task.contains("Default \(DurationText.canonical(usual.retry.backoff.max))."))
    #expect(task.contains("from 0 to \(WorkflowLimits.retries.upperBound)."))
    #expect(task.contains("from 1 to \(WorkflowLimits.slots.upperBound)."))
    #expect(task.contains("at most \(WorkflowLimits.argumentBytes) bytes"))
    let workflow = try #require(sections["The workflow"])
    #expect(workflow.contains("Default \(Workflow.normalPriority)."))
    #expect(workflow.contains("from 1 to \(WorkflowLimits.tasks) of them"))
    let values = try #require(sections["Values"])
    #expect(values.contains("at most \(WorkflowLimits.nameBytes) characters"))
    #expect(values.contains("The longest is \(WorkflowLimits.duration.upperBound.components.seconds / 86_400)d."))
  }

  /// Each keyword that it lists is known, and one that it does not list is not.
  @Test func listsTheKeywordsOfSchemas() throws {
    let listed = try #require(sections["Input schemas"]).split(separator: "\n").filter { $0.hasPrefix(".Cm ") }
    let keywords = listed.map { $0.split(separator: " ")[1] }
    #expect(keywords.count == 23)
    for keyword in keywords + ["format"] {
      let text = "name: w\ninput_schema: {\(keyword): {}}\ntasks: {a: {run: x}}"
      let errors: [WorkflowError]
      do throws(WorkflowErrors) {
        _ = try Workflow.parse(text.utf8, file: "w", directory: nil)
        errors = []
      } catch { errors = error.errors }
      let isUnknown = errors.contains { $0.message == "schema keyword '\(keyword)' is not supported" }
      #expect(isUnknown == (keyword == "format"), "\(keyword)")
    }
  }

  /// The example at its top is a workflow.
  @Test func showsAnExampleThatIsRight() throws {
    let start = try #require(page.firstRange(of: ".Bd -literal -offset indent\n"))
    let end = try #require(page[start.upperBound...].firstRange(of: "\n.Ed"))
    let text = page[start.upperBound..<end.lowerBound]
    #expect(try Workflow.parse(text.utf8, file: "example", directory: nil).first?.name == "nightly-report")
  }

  private func check(_ key: String, isActedOn: Bool, in section: String) {
    let isDescribed = sections[section]?.contains("\n.It Cm \(key)\n") ?? false
    let isToCome = sections["Keys to come"]?.split(whereSeparator: \.isWhitespace).contains { $0 == key } ?? false
    #expect(isDescribed == isActedOn)
    if !isActedOn { #expect(isToCome) }
  }
}

extension [String] {
  fileprivate var pair: (String, String) { (self[0], count > 1 ? self[1] : "") }
}

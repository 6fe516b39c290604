import JSON
import Testing
import Workflows

@Suite struct WorkflowParseTests {
  @Test func readsEachKeyThatIsActedOn() throws {
    let text = """
      name: nightly-report
      description: What happened yesterday
      input_schema: {type: object, required: [day], properties: {day: {type: string, pattern: "^[0-9-]+$"}}}
      priority: 3
      tasks:
        transform:
          description: Orders to totals
          exec: [python3, transform.py, 2, ""]
          needs: [extract]
          stdin: parent
          grace: 0
          slots: 4
          labels:
            - {key: gpu, value: "true", required: true}
            - {key: memory, value: 16, comparator: greater_than_or_equal, weight: 5}
        extract:
          run: |
            curl -s "$URL" \\
              | jq .
          env: {TABLE: orders, PORT: 8080, DEBUG: true, EMPTY: ""}
          timeout: 10m
          schedule_timeout: 2h
          retries: 3
          backoff: {factor: 1.5, max: 1m30s}
          no_retry_exit_codes: [65, 64, 65]
      """
    let workflows = try Workflow.parse(Array(text.utf8), file: "w.yaml", directory: "/srv/w")
    var extract = TaskDefinition(name: "extract", executor: .run("curl -s \"$URL\" \\\n  | jq .\n"))
    extract.environment = ["TABLE": "orders", "PORT": "8080", "DEBUG": "true", "EMPTY": ""]
    extract.timeout = .seconds(600)
    extract.scheduleTimeout = .seconds(7200)
    extract.retry = RetryPolicy(
      retries: 3, backoff: Backoff(factor: 1.5, max: .seconds(90)), noRetryExitCodes: [64, 65])
    var transform = TaskDefinition(
      name: "transform", executor: .exec(["python3", "transform.py", "2", ""]), needs: [Need("extract")])
    transform.description = "Orders to totals"
    transform.stdin = .parent
    transform.grace = .zero
    transform.slots = 4
    transform.labels = [
      DesiredLabel(key: "gpu", value: .text("true"), required: true),
      DesiredLabel(key: "memory", value: .number(16), comparator: .greaterThanOrEqual, weight: 5),
    ]
    var expected = Workflow(name: "nightly-report", tasks: [transform, extract])
    expected.description = "What happened yesterday"
    expected.priority = 3
    expected.directory = "/srv/w"
    expected.inputSchema = [
      "properties": ["day": ["pattern": "^[0-9-]+$", "type": "string"]], "required": ["day"], "type": "object",
    ]
    #expect(workflows == [expected])
    #expect(expected.tasks.map(\.name) == ["extract", "transform"])
  }

  /// Trap 1: nothing is thrown away unasked: an attempt has an hour, its time in the queue has no end.
  @Test func defaultsAreThoseOfTheManual() throws {
    let workflow = try #require(
      try Workflow.parse("name: w\ntasks: {a: {run: 'true'}}".utf8, file: "w", directory: nil).first)
    let task = try #require(workflow.task(named: "a"))
    #expect(workflow.priority == 2)
    #expect(workflow.inputSchema == nil && workflow.description == nil && workflow.directory == nil)
    #expect(task.timeout == .seconds(3600) && task.scheduleTimeout == nil && task.grace == .seconds(10))
    #expect(
      task.retry == RetryPolicy(retries: 0, backoff: Backoff(factor: 2, max: .seconds(300)), noRetryExitCodes: []))
    #expect(task.slots == 1 && task.stdin == .json && task.labels.isEmpty && task.environment.isEmpty)
    #expect(
      workflow.definitionText == #"{"name":"w","tasks":{"a":{"run":"true"}}}"#)
  }

  @Test func oneFileHoldsSeveralWorkflows() throws {
    let text = "---\nname: a\ntasks: {x: {run: one}}\n---\nname: b\ntasks: {x: {run: two}}\n---\n"
    #expect(try Workflow.parse(text.utf8, file: "w", directory: nil).map(\.name) == ["a", "b"])
  }

  @Test func sharedPartsAreMergedIn() throws {
    let text = """
      name: w
      tasks:
        a: &usual {run: one, retries: 2, timeout: 5m}
        b: {<<: *usual, run: two, needs: [a]}
      """
    let workflow = try #require(try Workflow.parse(text.utf8, file: "w", directory: nil).first)
    let task = try #require(workflow.task(named: "b"))
    #expect(task.executor == .run("two") && task.retry.retries == 2 && task.timeout == .seconds(300))
  }

  @Test func jsonIsYAML() throws {
    let text = #"{"name": "w", "description": "\ud83d\ude00 \"\\ud83d\"", "tasks": {"a": {"run": "true"}}}"#
    let workflow = try #require(try Workflow.parse(text.utf8, file: "w.json", directory: nil).first)
    #expect(workflow.description == "😀 \"\\ud83d\"")
  }
}

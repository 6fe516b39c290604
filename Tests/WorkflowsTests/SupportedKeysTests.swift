import JSON
import Testing
import Workflows

@Suite struct SupportedKeysTests {
  /// Every key of the format, in one file.
  static let whole = """
    name: nightly-report
    description: What happened
    input_schema: {type: object, required: [day]}
    triggers:
      cron:
        - {at: "0 2 * * *", name: nightly, timezone: Europe/Zurich, catch_up: all, catch_up_window: 2h, input: {day: 1}}
        - {at: "@hourly"}
      events: ["upload:*"]
      filters: [{when: "input.size > 100", scope: eu, payload: {region: eu}}]
    priority: 2
    timeout: 6h
    idempotency: {key: "input.day", ttl: 24h, until: finished}
    concurrency:
      - {key: input.tenant, max: 2, strategy: cancel_newest}
    sticky: soft
    on_failure: {run: ./page-someone.sh, env: {A: b}, retries: 2, backoff: {factor: 0}, no_retry_exit_codes: [3]}
    finally: {exec: [rm, -r, scratch], timeout: 1m, grace: 1s}
    tasks:
      extract:
        run: ./extract.sh
        concurrency: [{key: "'one'"}]
        rate_limits: [{key: "'api:' + input.tenant", units: 2, limit: "input.limit", per: second, burst: 10}]
        compensate: {run: ./undo-extract.sh}
        durable: true
      transform:
        http: {url: "https://example.org/transform"}
        needs: [{task: extract, when: "status == 'failed'"}]
        skip_if: [{parent: extract, when: "output.rows == 0"}]
        cancel_if: [{event: "stop", from: run_start, since: 5m}]
        wait_for: [{any: [{event: "approved:*", when: "input.by == 'ops'"}, {all: [{sleep: 30m, from: run_start}]}]}]
      load:
        handler: python3 handlers.py
    """

  @Test func theWholeFormatIsRead() throws {
    let workflow = try #require(
      try Workflow.parse(Self.whole.utf8, file: "w.yaml", directory: nil, support: .all).first)
    #expect(
      workflow.triggers
        == Triggers(
          cron: [
            CronTrigger(
              at: "0 2 * * *", name: "nightly", timezone: "Europe/Zurich", catchUp: .all, catchUpWindow: .seconds(7200),
              input: ["day": 1]),
            CronTrigger(at: "@hourly", name: "@hourly"),
          ],
          events: ["upload:*"],
          filters: [EventFilter(when: "input.size > 100", scope: "eu", payload: ["region": "eu"])]))
    #expect(workflow.timeout == .seconds(6 * 3600) && workflow.sticky == .soft)
    #expect(workflow.idempotency == Idempotency(key: "input.day", ttl: .seconds(86_400), until: .finished))
    #expect(workflow.concurrency == [ConcurrencyRule(key: "input.tenant", max: 2, strategy: .cancelNewest)])
    var page = Hook(executor: .run("./page-someone.sh"))
    page.environment = ["A": "b"]
    page.retry = RetryPolicy(retries: 2, backoff: Backoff(factor: 0), noRetryExitCodes: [3])
    #expect(workflow.onFailure == page)
    var cleanUp = Hook(executor: .exec(["rm", "-r", "scratch"]))
    cleanUp.timeout = .seconds(60)
    cleanUp.grace = .seconds(1)
    #expect(workflow.finally == cleanUp)
    let extract = try #require(workflow.task(named: "extract"))
    #expect(extract.durable && extract.compensate == Hook(executor: .run("./undo-extract.sh")))
    #expect(extract.concurrency == [ConcurrencyRule(key: "'one'")])
    #expect(
      extract.rateLimits == [
        RateLimit(
          key: "'api:' + input.tenant", units: .fixed(2), limit: .expression("input.limit"), per: .second, burst: 10)
      ])
    let transform = try #require(workflow.task(named: "transform"))
    #expect(transform.executor == .http(url: "https://example.org/transform"))
    #expect(transform.needs == [Need("extract", when: "status == 'failed'")])
    #expect(transform.skipIf == [.parent("extract", when: "output.rows == 0")])
    #expect(transform.cancelIf == [.event(EventCondition("stop", from: .runStart, since: .seconds(300)))])
    #expect(
      transform.waitFor == [
        .any([
          .event(EventCondition("approved:*", when: "input.by == 'ops'")),
          .all([.sleep(.seconds(1800), from: .runStart)]),
        ])
      ])
    #expect(workflow.task(named: "load")?.executor == .handler("python3 handlers.py"))
  }

  /// What is right but not acted on yet gives one error at its key, and nothing else.
  @Test func eachKeyThatIsNotActedOnYetIsRefusedOnce() {
    let error = #expect(throws: WorkflowErrors.self) {
      try Workflow.parse(Self.whole.utf8, file: "w.yaml", directory: nil)
    }
    let expected = ["concurrency", "sticky", "concurrency", "rate_limits", "durable", "http", "handler"]
    #expect(error?.errors.map(\.message) == expected.map { "'\($0)' is not supported yet" })
    #expect(error?.errors.allSatisfy { $0.code == .notSupported } == true)
  }

  @Test(arguments: conditions) func conditionsAreChecked(_ file: (condition: String, message: String)) {
    let text = "name: w\ntasks: {a: {run: x}, b: {run: x, needs: [a], wait_for: [\(file.condition)]}, c: {run: x}}"
    let error = #expect(throws: WorkflowErrors.self) {
      try Workflow.parse(text.utf8, file: "w.yaml", directory: nil, support: .all)
    }
    #expect(error?.errors.map(\.message) == [file.message])
  }

  static let conditions = [
    ("{}", "a condition must have exactly one of 'parent', 'event', 'sleep', 'any', 'all'"),
    ("{sleep: 1s, event: x}", "a condition must have exactly one of 'parent', 'event', 'sleep', 'any', 'all'"),
    ("{parent: a}", "a condition needs 'when'"),
    ("{parent: c, when: 'true'}", "'c' is not one of the tasks that 'b' needs"),
    ("{parent: d, when: 'true'}", "unknown task 'd'"),
    ("{all: [{any: [{parent: d, when: 'true'}]}]}", "unknown task 'd'"),
    ("{sleep: 1s, when: x}", "'when' does not go with 'sleep'"),
    ("{event: x, from: start}", "'from' must be one of parents, run_start, not 'start'"),
    ("{any: []}", "'any' is empty"),
    ("{evnt: x, sleep: 1s}", "unknown key 'evnt' in a condition"),
    ("5m", "a condition must be a mapping, not text"),
  ]
}

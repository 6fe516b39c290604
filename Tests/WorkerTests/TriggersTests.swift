import Database
import Engine
import JSON
import Store
import TestSupport
import Testing

/// What a task is told of the events that it runs for.
@Suite struct TriggersTests {
  /// Pushes an event that a task waits for: once it does.
  private func wake(_ fixture: WorkerFixture, _ run: RunID, task: Int, _ key: String, _ payload: String) async throws {
    _ = try await eventually("that task \(task) waits") {
      try await fixture.number(
        "select count(*) from hatchet.live_task where id = \(run.number << 12 + Int64(task)) and waits_since is not null"
      ) == 1 ? true : nil
    }
    try await fixture.connection.execute("select hatchet.push_event($1, $2)", [key, JSONText(payload)])
  }

  /// Of a workflow, once there is one.
  private func newestRun(_ fixture: WorkerFixture, _ workflow: String) async throws -> RunID {
    try await eventually("a run of '\(workflow)'") {
      let rows = try await fixture.connection.execute(
        """
        select r.id, r.created_at from hatchet.run r join hatchet.workflow_version v on v.id = r.version
        where v.workflow = $1 order by r.id desc limit 1
        """, [workflow])
      return try rows.first.map { RunID(number: try $0.get(0), createdAt: try $0.get(1)) }
    }
  }

  /// The `triggers` of the document that a task, which is `cat`, has put out.
  private func triggers(_ fixture: WorkerFixture, _ run: RunID, task: Int) async throws -> JSONValue? {
    let document = try #require(try await fixture.output(of: run, task: task))
    return try JSONParser.parse(Array(document.utf8))["triggers"]
  }

  /// Trap 33: the first task of a run is told what woke it like any other, and a later one what the filter gave.
  @Test func everyTaskIsToldOfItsEvents() async throws {
    let fixture = try await WorkerFixture()
    try await fixture.apply(
      """
      name: order
      triggers: {events: ["order:*"], filters: [{when: "input.n > 1", payload: {queue: slow}}]}
      tasks:
        a: {exec: [cat], wait_for: [{event: "paid:${input.n}"}]}
        b: {exec: [cat], needs: [a], wait_for: [{event: "packed"}]}
      ---
      name: alone
      tasks: {a: {exec: [cat], wait_for: [{event: "go"}]}}
      ---
      name: twin
      triggers: {events: ["twin"]}
      tasks: {a: {exec: [cat], wait_for: [{event: "event"}]}}
      """)
    let engine = fixture.startEngine()
    let worker = try fixture.startWorker(with: engine)
    try await fixture.connection.execute("select hatchet.push_event('order:7', '{\"n\": 7}', scope => 'eu')")
    let number = try await newestRun(fixture, "order")
    try await wake(fixture, number, task: 0, "paid:7", #"{"by": "card"}"#)
    try await wake(fixture, number, task: 1, "packed", "[1, 2]")
    #expect(try await engine.finished(number) == .completed)
    for (task, key, payload) in [(0, "paid:7", ["by": "card"]), (1, "packed", [1, 2])] as [(Int, String, JSONValue)] {
      let told = try await triggers(fixture, number, task: task)
      #expect(told?["event"]?["key"] == "order:7" && told?["event"]?["scope"] == "eu")
      #expect(told?["filter"] == ["queue": "slow"])
      #expect(told?[key] == payload && told?.object?.count == 3, "\(told ?? .null)")
    }

    let alone = try await fixture.enqueue("alone")
    try await wake(fixture, alone, task: 0, "go", #"{"n": 1}"#)
    #expect(try await engine.finished(alone) == .completed)
    #expect(try await triggers(fixture, alone, task: 0) == ["go": ["n": 1]])

    // An event of the name under which the starting one is told.
    try await fixture.connection.execute("select hatchet.push_event('twin', '{}')")
    let twin = try await newestRun(fixture, "twin")
    try await wake(fixture, twin, task: 0, "event", "1")
    #expect(try await engine.finished(twin) == .completed)
    #expect(try await triggers(fixture, twin, task: 0) == ["event": 1])
    try await worker.stop()
    await engine.stop()
  }
}

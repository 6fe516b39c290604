import Database
import Engine
import Monitor
import Store
import Testing

@Suite struct RunOutputTests {
  @Test func oneTask() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("one"))
    #expect(try await fixture.runs.output(run) == nil)
    try await fixture.attempt(run, 0, 1, .failed, final: false)
    #expect(try await fixture.runs.output(run) == nil)
    try await fixture.attempt(run, 0, 2, .completed, output: #"{"b":1.50,  "a":"\u0000"}"#)
    #expect(try await fixture.runs.output(run) == #"{"b":1.50,  "a":"\u0000"}"#)
    // It runs again: what it gave is no longer what it gives.
    try await fixture.live(run, 0, .running, attempt: 3)
    #expect(try await fixture.runs.output(run) == nil)
  }

  @Test func severalTasks() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("abc", ["b": [], "a": ["b"], "c": ["b"]]))
    #expect(try await fixture.runs.output(run) == "{}")
    try await fixture.attempt(run, 0, 1, .completed, output: "[1, 2]")
    try await fixture.attempt(run, 1, 1, .completed, output: #""text""#)
    try await fixture.attempt(run, 2, 1, .failed)
    #expect(try await fixture.runs.output(run) == #"{"b":[1, 2],"a":"text"}"#)
    #expect(try await fixture.runs.output(run, task: "b") == "[1, 2]")
    #expect(try await fixture.runs.output(run, task: "c") == nil)
    let error = await #expect(throws: StoreError.self) { try await fixture.runs.output(run, task: "d") }
    #expect(error?.code == .notFound)
    #expect(error?.message == "workflow 'abc' has no task 'd'")
    #expect(error?.hint == "it has 'b', 'a' and 'c'")
  }

  @Test func missingRun() async throws {
    let fixture = try await Fixture()
    let error = await #expect(throws: StoreError.self) {
      try await fixture.runs.output(RunID(number: 9, createdAt: fixture.now))
    }
    #expect(error?.code == .notFound)
  }
}

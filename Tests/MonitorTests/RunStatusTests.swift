import Database
import Engine
import Monitor
import Testing
import Time

@Suite struct RunStatusTests {
  /// What is in the tables of each task of a run with three tasks, and what it comes to.
  enum Task: Sendable {
    case nothing
    case live(TaskState)
    case ended(Outcome)
    /// Final once, and live again.
    case replayed(Outcome, TaskState)
  }

  static let cases: [([Task], Status)] = [
    ([.nothing, .nothing, .nothing], .queued),
    ([.live(.queued), .live(.waiting), .live(.waiting)], .queued),
    ([.live(.waiting), .live(.waiting), .live(.waiting)], .waiting),
    ([.live(.running), .live(.waiting), .live(.waiting)], .running),
    ([.ended(.completed), .live(.queued), .live(.waiting)], .running),
    ([.ended(.completed), .ended(.completed), .ended(.completed)], .completed),
    ([.ended(.completed), .ended(.skipped), .ended(.skipped)], .completed),
    ([.ended(.completed), .ended(.timedOut), .ended(.cancelled)], .failed),
    ([.ended(.lost), .ended(.cancelled), .ended(.cancelled)], .failed),
    ([.ended(.cancelled), .ended(.cancelled), .ended(.cancelled)], .cancelled),
    ([.ended(.completed), .replayed(.failed, .queued), .replayed(.cancelled, .waiting)], .running),
    ([.replayed(.failed, .running), .replayed(.cancelled, .waiting), .replayed(.cancelled, .waiting)], .running),
    // A run that the leader could not plan: a verdict on its first task, and nothing else ever.
    ([.ended(.failed), .nothing, .nothing], .failed),
  ]

  @Test func allStatuses() async throws {
    let fixture = try await Fixture()
    let version = try await fixture.apply("abc", ["a": [], "b": ["a"], "c": ["b"]])
    var expected: [RunID: Status] = [:]
    for (tasks, status) in Self.cases {
      let run = try await fixture.run(version)
      expected[run] = status
      for (ordinal, task) in tasks.enumerated() {
        switch task {
        case .nothing: break
        case .live(let state): try await fixture.live(run, ordinal, state)
        case .ended(let outcome): try await fixture.attempt(run, ordinal, 1, outcome)
        case .replayed(let outcome, let state):
          try await fixture.attempt(run, ordinal, 1, outcome)
          try await fixture.live(run, ordinal, state, attempt: 1)
        }
      }
      #expect(try await fixture.runs.status(run) == status, "\(tasks)")
    }
    #expect(try await fixture.runs.statuses(Array(expected.keys)) == expected)
    let page = try await fixture.runs.list()
    #expect(Dictionary(uniqueKeysWithValues: page.runs.map { ($0.id, $0.status) }) == expected)
    for status in Status.allCases {
      let listed = try await fixture.runs.list(RunFilter(statuses: [status])).runs
      #expect(Set(listed.map(\.id)) == Set(expected.filter { $0.value == status }.keys), "\(status)")
    }
  }

  @Test func lastAttemptDecides() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("one"))
    try await fixture.attempt(run, 0, 1, .failed, final: false, error: "first")
    try await fixture.attempt(run, 0, 2, .completed, at: 5)
    #expect(try await fixture.runs.status(run) == .completed)
    let summary = try #require(try await fixture.runs.list().runs.first)
    #expect(summary.error == nil)
    #expect(summary.startedAt == run.createdAt)
    #expect(summary.finishedAt == run.createdAt + .seconds(6))
  }

  @Test func missingRun() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("one"))
    let other = RunID(number: run.number, createdAt: run.createdAt + .microseconds(1))
    #expect(try await fixture.runs.status(other) == nil)
    #expect(try await fixture.runs.detail(other) == nil)
    #expect(try await fixture.runs.statuses([run, other]) == [run: .queued])
    // Of a day that has no partition.
    #expect(try await fixture.runs.status(RunID(number: 1, createdAt: Timestamp(microseconds: 5))) == nil)
  }
}

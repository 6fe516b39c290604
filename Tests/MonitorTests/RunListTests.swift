import Database
import Engine
import Monitor
import Store
import Testing
import Time

@Suite struct RunListTests {
  @Test func pages() async throws {
    let fixture = try await Fixture()
    let version = try await fixture.apply("one")
    var runs: [RunID] = []
    for age in (1...7).reversed() { runs.append(try await fixture.run(version, age: .seconds(3600 * age))) }
    var seen: [RunID] = []
    var filter = RunFilter(limit: 3)
    var sizes: [Int] = []
    repeat {
      let page = try await fixture.runs.list(filter)
      seen += page.runs.map(\.id)
      sizes.append(page.runs.count)
      #expect(page.hasMore == (page.next != nil))
      #expect(!page.isCutShort)
      filter.before = page.next
    } while filter.before != nil
    #expect(seen == runs.reversed())
    #expect(sizes == [3, 3, 1])
    #expect(try await fixture.runs.list(RunFilter(limit: 7)).hasMore == false)
  }

  @Test(arguments: ["UTC", "Asia/Kathmandu", "America/Los_Angeles"])
  func timeRange(zone: String) async throws {
    let fixture = try await Fixture()
    try await fixture.connection.execute("select set_config('timezone', $1, false)", [zone])
    let version = try await fixture.apply("one")
    var runs: [RunID] = []
    for hours in (0..<100).reversed() { runs.append(try await fixture.run(version, age: .seconds(3600 * hours))) }
    func list(_ since: Int?, _ until: Int?) async throws -> [RunID] {
      let filter = RunFilter(
        since: since.map { fixture.now - .seconds(3600 * $0) }, until: until.map { fixture.now - .seconds(3600 * $0) },
        limit: 1000)
      return try await fixture.runs.list(filter).runs.map(\.id).reversed()
    }
    // From `since` on, before `until`.
    for (since, until) in [(50, 25), (99, 0), (26, 23), (1, 0), (10, 10), (200, 98), (72, 48)] {
      let expected = runs.filter {
        $0.createdAt >= fixture.now - .seconds(3600 * since) && $0.createdAt < fixture.now - .seconds(3600 * until)
      }
      #expect(try await list(since, until) == expected, "\(since) to \(until)")
    }
    // A day, unless told otherwise: the run of 24 hours ago is older by what the test has taken.
    #expect(try await list(nil, nil) == Array(runs.suffix(24)))
    #expect(try await list(1000, nil) == runs)
  }

  @Test func runsWithinTheSlackOfTheBounds() async throws {
    let fixture = try await Fixture()
    let version = try await fixture.apply("one")
    // Numbers and times in opposite orders, as sessions that race may have them, on a bound.
    let late = try await fixture.run(version, age: .seconds(3600))
    let early = try await fixture.run(version, age: .seconds(3601))
    let filter = RunFilter(since: late.createdAt)
    #expect(try await fixture.runs.list(filter).runs.map(\.id) == [late])
    #expect(try await fixture.runs.list(RunFilter(until: late.createdAt)).runs.map(\.id) == [early])
  }

  /// Blocks of two priorities that overlap, and more of them than one page.
  @Test func whatTheLeaderHasPutAside() async throws {
    let fixture = try await Fixture()
    let version = try await fixture.apply("one")
    var runs: [RunID] = []
    for _ in 0..<9 { runs.append(try await fixture.run(version)) }
    try await fixture.takeIn()
    for (index, block) in [[0, 2, 4], [1, 3], [5, 7], [6, 8]].enumerated() {
      try await fixture.connection.execute(
        "insert into hatchet.backlog (id, version, priority, count, highest, runs, created) values ($1, $2, $3, $4, $5, $6, $7)",
        [
          runs[block[0]].number, version.rawValue, Int16(1 + index % 2), Int32(block.count),
          runs[block[block.count - 1]].number, block.map { runs[$0].number }, block.map { runs[$0].createdAt },
        ])
    }
    for limit in [1, 2, 4, 100] {
      var below = Int64.max >> 12
      var seen: [Int64] = []
      while case let page = try await fixture.connection.execute(
        fixture.statements.once("deferred_runs"), [below, Int64(limit), nil as [Int64]?]
      ).decode(Int64.self, Timestamp.self).map(\.0), let last = page.last {
        #expect(page.count == limit || last == runs[0].number)
        seen += page
        below = last
      }
      #expect(seen == runs.map(\.number).reversed(), "\(limit) at a time")
    }
    #expect(try await fixture.runs.list(RunFilter(statuses: [.queued])).runs.map(\.id) == runs.reversed())
    #expect(try await QueueDepth.read(fixture.connection, fixture.statements).queued == 9)
  }

  @Test func workflowAndMetadata() async throws {
    let fixture = try await Fixture()
    let one = try await fixture.apply("one")
    let two = try await fixture.apply("two", ["a": [], "b": ["a"]])
    let plain = try await fixture.run(one)
    let eu = try await fixture.run(two, metadata: #"{"region": "eu", "try": 3, "odd": "a\u0000b", "l": [1, 2]}"#)
    let us = try await fixture.run(two, metadata: #"{"region": "us"}"#)
    func list(_ filter: RunFilter) async throws -> [RunID] { try await fixture.runs.list(filter).runs.map(\.id) }
    #expect(try await list(RunFilter(workflow: "one")) == [plain])
    #expect(try await list(RunFilter(workflow: "two")) == [us, eu])
    #expect(try await list(RunFilter(workflow: "none")) == [])
    #expect(try await list(RunFilter(metadata: [("region", "eu")])) == [eu])
    #expect(try await list(RunFilter(metadata: [("region", "eu"), ("try", "3")])) == [eu])
    #expect(try await list(RunFilter(metadata: [("l", "[1,2]")])) == [eu])
    #expect(try await list(RunFilter(metadata: [("region", "eu"), ("try", "4")])) == [])
    #expect(try await list(RunFilter(workflow: "one", statuses: [.queued], metadata: [("region", "eu")])) == [])
    #expect(try await list(RunFilter(workflow: "two", statuses: [.queued, .completed])) == [us, eu])
  }

  @Test func summary() async throws {
    let fixture = try await Fixture()
    let version = try await fixture.apply("abc", ["a": [], "b": ["a"], "c": ["b"]])
    let run = try await fixture.run(version, runAt: fixture.now, metadata: #"{"k": 1}"#)
    try await fixture.attempt(run, 0, 1, .completed, output: "1")
    try await fixture.attempt(run, 1, 1, .failed, final: false, exitCode: 2, error: "first", at: 1)
    try await fixture.attempt(run, 1, 2, .failed, exitCode: 2, error: String(repeating: "x", count: 1000), at: 4)
    try await fixture.attempt(run, 2, 1, .cancelled, at: 5)
    let summary = try #require(try await fixture.runs.list().runs.first)
    #expect(summary.id == run)
    #expect(summary.workflow == "abc")
    #expect(summary.version == version)
    #expect(summary.status == .failed)
    #expect(summary.priority == 2)
    #expect(summary.runAt == fixture.now)
    #expect(summary.startedAt == run.createdAt)
    #expect(summary.finishedAt == run.createdAt + .seconds(6))
    #expect(summary.tasksTotal == 3)
    #expect(summary.tasksByStatus == [.completed: 1, .failed: 1, .cancelled: 1])
    #expect(summary.metadata == #"{"k": 1}"#)
    #expect(summary.error == String(repeating: "x", count: 300))
  }

  @Test func unfinishedOnesAmongMany() async throws {
    let fixture = try await Fixture()
    let version = try await fixture.apply("abc", ["a": [], "b": ["a"], "c": ["b"]])
    var unfinished: [RunID] = []
    for round in 0..<30 {
      let done = try await fixture.run(version, age: .seconds(600 - round))
      for ordinal in 0..<3 { try await fixture.attempt(done, ordinal) }
      let live = try await fixture.run(version, age: .seconds(600 - round))
      for ordinal in 0..<3 { try await fixture.live(live, ordinal, ordinal == 0 ? .queued : .waiting) }
      unfinished.append(live)
    }
    try await fixture.takeIn()
    let untaken = try await fixture.run(version)
    unfinished.append(untaken)
    var filter = RunFilter(statuses: [.queued, .waiting], limit: 10)
    var seen: [RunID] = []
    repeat {
      let page = try await fixture.runs.list(filter)
      seen += page.runs.map(\.id)
      filter.before = page.next
    } while filter.before != nil
    #expect(seen == unfinished.reversed())
    #expect(try await fixture.runs.list(RunFilter(statuses: [.running])).runs.isEmpty)
    // The same by the other way of searching.
    filter = RunFilter(statuses: [.queued, .cancelled], limit: 100)
    #expect(try await fixture.runs.list(filter).runs.map(\.id) == unfinished.reversed())
  }
}

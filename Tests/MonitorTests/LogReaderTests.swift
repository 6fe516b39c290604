import Database
import Engine
import Monitor
import Store
import TestSupport
import Testing
import Time

@Suite struct LogReaderTests {
  @Test func inTheOrderOfTime() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("ab", ["a": [], "b": ["a"]]))
    try await fixture.log(run, 0, attempt: 1, 1...3)
    try await fixture.log(run, 0, attempt: 2, 1...2, after: .seconds(5))
    try await fixture.log(run, 1, attempt: 1, 1...2, after: .seconds(2))
    let all = ["0.1.1", "0.1.2", "0.1.3", "1.1.1", "1.1.2", "0.2.1", "0.2.2"]
    func read(task: String? = nil, attempt: Int32? = nil, tail: Int? = nil, limit: Int = 1000) async throws -> [String]
    {
      var position = try await fixture.logs.begin(run, task: task, attempt: attempt, tail: tail)
      var texts: [String] = []
      var page: LogPage
      repeat {
        page = try await fixture.logs.read(&position, limit: limit)
        texts += page.entries.map(\.text)
      } while page.hasMore
      #expect(!page.isComplete)
      return texts
    }
    #expect(try await read() == all)
    #expect(try await read(limit: 1) == all)
    #expect(try await read(limit: 3) == all)
    #expect(try await read(task: "a") == ["0.1.1", "0.1.2", "0.1.3", "0.2.1", "0.2.2"])
    #expect(try await read(task: "a", attempt: 2) == ["0.2.1", "0.2.2"])
    #expect(try await read(attempt: 1) == ["0.1.1", "0.1.2", "0.1.3", "1.1.1", "1.1.2"])
    #expect(try await read(tail: 3) == ["1.1.2", "0.2.1", "0.2.2"])
    #expect(try await read(task: "b", tail: 1) == ["1.1.2"])
    #expect(try await read(tail: 0) == [])
    #expect(try await read(tail: 100) == all)
    #expect(try await read(task: "a", attempt: 7) == [])

    var position = try await fixture.logs.begin(run)
    let entry = try #require(try await fixture.logs.read(&position).entries.last)
    #expect(entry.task == "a")
    #expect(entry.attempt == 2)
    #expect(entry.line == 2)
    #expect(entry.priority == 6)
    #expect(entry.time == run.createdAt + .seconds(5) + .milliseconds(2))
  }

  @Test func followsWhatCommitsOutOfOrder() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("ab", ["a": [], "b": []]))
    try await fixture.live(run, 0, .running)
    try await fixture.live(run, 1, .running)
    try await fixture.log(run, 0, 1...2)
    var position = try await fixture.logs.begin(run, tail: 1)
    func read() async throws -> [String] {
      let page = try await fixture.logs.read(&position, limit: 10)
      #expect(!page.isComplete)
      return page.entries.map(\.text)
    }
    #expect(try await read() == ["0.1.2"])
    #expect(try await read() == [])
    // A batch that has not committed, while later lines of the same and of other attempts do.
    let other = try await fixture.database.connect()
    try await other.execute("begin")
    try await fixture.log(run, 0, 3...4, over: other)
    try await fixture.log(run, 0, 5...6)
    try await fixture.log(run, 1, 1...1, after: .seconds(-3))
    try await fixture.log(run, 0, attempt: 3, 1...1, after: .seconds(1))
    #expect(try await read() == ["1.1.1", "0.1.5", "0.1.6", "0.3.1"])
    #expect(try await read() == [])
    try await other.execute("commit")
    #expect(try await read() == ["0.1.3", "0.1.4"])
    // An attempt between two that were seen: its worker was lost, and wrote its lines late.
    try await fixture.log(run, 0, attempt: 2, 1...2)
    try await fixture.log(run, 0, attempt: 3, 2...2, after: .seconds(1))
    #expect(try await read() == ["0.2.1", "0.2.2", "0.3.2"])
    #expect(try await read() == [])
    await other.close()
  }

  @Test func moreAheadThanOneReadTakes() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("one"))
    try await fixture.log(run, 0, 2...40)
    var position = try await fixture.logs.begin(run)
    var texts: [String] = []
    var page: LogPage
    repeat {
      page = try await fixture.logs.read(&position, limit: 4)
      texts += page.entries.map(\.text)
    } while page.hasMore
    #expect(texts == (2...40).map { "0.1.\($0)" })
    try await fixture.log(run, 0, 1...1)
    #expect(try await fixture.logs.read(&position, limit: 4).entries.map(\.text) == ["0.1.1"])
    #expect(try await fixture.logs.read(&position, limit: 4).entries.isEmpty)
  }

  @Test func aGapIsGivenUp() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("one"), age: .seconds(3600))
    try await fixture.log(run, 0, 5...6)
    var position = try await fixture.logs.begin(run)
    #expect(try await fixture.logs.read(&position).entries.count == 2)
    // An hour after its neighbour was written nobody waits for it.
    try await fixture.log(run, 0, 1...1)
    #expect(try await fixture.logs.read(&position).entries.isEmpty)
  }

  @Test func completeWhenTheRunIsFinal() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("one"))
    try await fixture.log(run, 0, 1...3)
    try await fixture.attempt(run)
    var position = try await fixture.logs.begin(run)
    let first = try await fixture.logs.read(&position, limit: 2)
    #expect(first.hasMore)
    #expect(!first.isComplete)
    let second = try await fixture.logs.read(&position, limit: 2)
    #expect(second.entries.map(\.line) == [3])
    #expect(second.isComplete)
  }

  @Test func failureTails() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("abcd", ["a": [], "b": [], "c": [], "d": []]))
    try await fixture.attempt(run, 0, 1, .failed, final: false)
    try await fixture.log(run, 0, attempt: 1, 1...5)
    try await fixture.attempt(run, 0, 2, .failed)
    try await fixture.log(run, 0, attempt: 2, 1...5)
    try await fixture.attempt(run, 1, 1, .completed)
    try await fixture.log(run, 1, 1...5)
    // A verdict has no log: the last words are those of the attempt before.
    try await fixture.attempt(run, 2, 1, .lost, final: false)
    try await fixture.log(run, 2, attempt: 1, 1...1)
    try await fixture.attempt(run, 2, 2, .failed, error: "its worker was lost 10 times")
    // It failed without a word.
    try await fixture.attempt(run, 3, 1, .timedOut)
    let tails = try await fixture.logs.failureTail(run, lines: 2)
    #expect(tails.map(\.task) == ["a", "c"])
    #expect(tails.map(\.attempt) == [2, 1])
    #expect(tails.map { $0.entries.map(\.text) } == [["0.2.4", "0.2.5"], ["2.1.1"]])
  }

  @Test func whatIsNotThere() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("one"))
    #expect(try await fixture.logs.failureTail(run).isEmpty)
    let missing = RunID(number: 1000, createdAt: fixture.now)
    var error = await #expect(throws: StoreError.self) { try await fixture.logs.begin(missing) }
    #expect(error?.code == .notFound)
    error = await #expect(throws: StoreError.self) { try await fixture.logs.failureTail(missing) }
    #expect(error?.code == .notFound)
    error = await #expect(throws: StoreError.self) { try await fixture.logs.begin(run, task: "x") }
    #expect(error?.hint == "it has 'main'")
  }
}

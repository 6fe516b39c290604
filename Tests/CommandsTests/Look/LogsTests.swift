import Hatchet
import JSON
import Testing

@Suite struct LogsTests {
  static let yaml = """
    name: talk
    tasks:
      a: {run: 'for i in $(seq 1 300); do echo "<$((i % 8))>line $i" >&2; done'}
      second: {run: 'echo >&2 attempt $HATCHET_ATTEMPT; test $HATCHET_ATTEMPT -ge 2', needs: [a], retries: 1, backoff: {factor: 0}}
    """

  @Test func followingNeitherLosesNorRepeats() async throws {
    let hatchet = try await RunningHatchet.make(Self.yaml)
    try await hatchet.working {
      let run = try await hatchet.client.enqueue("talk")
      let result = await hatchet.hatchet("logs", run, "--follow", "--output", "jsonl")
      #expect(result.status == 0)
      #expect(result.errors == "the run is completed\n")
      let entries = try result.lines.map { try JSONParser.parse($0) }
      let first = entries.filter { $0["task"] == "a" }
      #expect(first.map { $0["line"]?.int } == (1...300).map { $0 })
      #expect(first.map { $0["text"]?.string } == (1...300).map { "line \($0)" })
      #expect(first.map { $0["priority"]?.int } == (1...300).map { $0 % 8 })
      #expect(entries.filter { $0["task"] == "second" }.map { $0["text"] } == ["attempt 1", "attempt 2"])
    }
  }

  @Test func linesForPeopleBeginWithTheTask() async throws {
    let hatchet = try await RunningHatchet.make(Self.yaml)
    try await hatchet.working {
      let run = try await hatchet.finished("talk")
      let result = await hatchet.hatchet("logs", run, "--tail", "6")
      #expect(
        result.lines == [
          "a        ✗ line 297", "a        ✗ line 298", "a        ✗ line 299", "a        ! line 300",
          "second   │ attempt 1", "second#2 │ attempt 2",
        ])
      #expect(
        await hatchet.hatchet("logs", run, "--task", "second").lines == [
          "second   │ attempt 1", "second#2 │ attempt 2",
        ])
      #expect(
        await hatchet.hatchet("logs", run, "--task", "second", "--attempt", "2").lines == ["second#2 │ attempt 2"])
      let timed = await hatchet.hatchet("logs", run, "--task", "second", "--tail", "1", "-t")
      #expect(timed.lines.first?.contains(#/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z second#2 │ attempt 2$/#) == true)
      // What has no second attempt leaves no room for one, unless it may come.
      #expect(await hatchet.hatchet("logs", run, "--task", "a", "--tail", "1").lines == ["a ! line 300"])
      #expect(await hatchet.hatchet("logs", run, "--task", "a", "--tail", "1", "-f").lines == ["a ! line 300"])
      #expect(await hatchet.hatchet("logs", run, "--tail", "0").output == "")
      let csv = await hatchet.hatchet("logs", run, "-o", "csv", "--columns", "task,text", "--tail", "1")
      #expect(csv.lines == ["task,text", "second,attempt 2"])
    }
  }

  @Test func whatMakesNoSenseIsRefused() async throws {
    let hatchet = try await RunningHatchet.make(Self.yaml)
    let run = try await hatchet.client.enqueue("talk")
    #expect(await hatchet.hatchet("logs", run, "-o", "id").status == 2)
    #expect(await hatchet.hatchet("logs", run, "--task", "x").status == 3)
    #expect(await hatchet.hatchet("logs", run).output == "")
  }
}

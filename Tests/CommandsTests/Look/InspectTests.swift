import Hatchet
import JSON
import Terminal
import Testing

@Suite struct InspectTests {
  static let yaml = """
    name: diamond
    tasks:
      a: {run: 'echo "{\\"n\\": 1.50}"'}
      b: {run: 'echo >&2 try $HATCHET_ATTEMPT; test $HATCHET_ATTEMPT -ge 2; echo hi', needs: [a], retries: 1, backoff: {factor: 0}}
      c: {run: cat, needs: [a], stdin: parent}
      d: {run: 'echo "# Report"', needs: [b, c]}
    """
  static let broken = """
    name: broken
    tasks:
      a: {run: 'echo one >&2; echo "<3>two" >&2; exit 7'}
      b: {run: 'true', needs: [a]}
    """

  @Test func aRunIsWatchedToItsEnd() async throws {
    let hatchet = try await RunningHatchet.make(Self.yaml)
    try await hatchet.working {
      let run = try await hatchet.client.enqueue("diamond", metadata: #"{"team":"ops"}"#)
      let result = await hatchet.hatchet("inspect", run, "--watch")
      #expect(result.status == 0)
      #expect(result.errors == "")
      let parts = result.output.split(separator: "\n\n", maxSplits: 1).map(String.init)
      try #require(parts.count == 2)
      // How an attempt ended is told, whether somebody looked while it ran or not.
      #expect(parts[0].contains("✗ failed (attempt 1, "))
      for task in ["a", "c", "d"] { #expect(parts[0].contains("Z  \(task)  ✓ completed (")) }
      #expect(parts[1].hasPrefix("diamond  ✓ completed in "))
      for text in ["run       \(run)", "metadata  team=ops", "✓ d", "×2"] {
        #expect(parts[1].contains(text), "\(text)")
      }
    }
  }

  @Test func onATerminalOneDrawingIsLeft() async throws {
    let hatchet = try await RunningHatchet.make(Self.yaml)
    try await hatchet.working {
      let run = try await hatchet.client.enqueue("diamond")
      let surface = Surface(isTerminal: true, width: 80, height: 50)
      let result = await hatchet.hatchet("inspect", run, "--watch", surface: surface)
      #expect(result.status == 0)
      let last = result.output.components(after: "\u{1b}[J")
      #expect(last.contains("diamond  ✓ completed in "))
      // The cursor is hidden by the first drawing and shown again, if there was one.
      #expect(
        result.output.contains("\u{1b}[?25l") == result.output.contains("\u{1b}[?25h"), "the cursor stays hidden")
    }
  }

  @Test func aFailedRunShowsItsLog() async throws {
    let hatchet = try await RunningHatchet.make(Self.broken)
    try await hatchet.working {
      let run = try await hatchet.client.enqueue("broken")
      let watched = await hatchet.hatchet("inspect", run, "--watch")
      #expect(watched.status == 1)
      let result = await hatchet.hatchet("inspect", run)
      #expect(result.status == 0)
      let tail = result.lines.suffix(3)
      #expect(tail.first?.hasPrefix("✗ a  exit code 7 (") == true)
      #expect(tail.first?.hasSuffix("worker 'tester')") == true)
      #expect(tail.dropFirst() == ["  │ one", "  ✗ two"])
      let short = await hatchet.hatchet("inspect", run, "--log-lines", "1")
      #expect(short.lines.contains("  ✗ two") && !short.lines.contains("  │ one"))
      let none = await hatchet.hatchet("inspect", run, "--log-lines", "0")
      #expect(!none.output.contains("two"))
    }
  }

  @Test func theResultIsWhatWasWritten() async throws {
    let hatchet = try await RunningHatchet.make(Self.yaml)
    try await hatchet.working {
      let run = try await hatchet.finished("diamond")
      #expect(await hatchet.hatchet("inspect", run, "--result", "--task", "d").output == "# Report\n")
      #expect(await hatchet.hatchet("inspect", run, "--result", "--task", "a").output == "{\"n\": 1.50}\n")
      let all = await hatchet.hatchet("inspect", "last", "--result").output
      let object = try JSONParser.parse(all).object
      #expect(object?.keys == ["a", "b", "c", "d"])
      #expect(object?["a"]?["n"]?.number?.text == "1.50")
      let unknown = await hatchet.hatchet("inspect", run, "--result", "--task", "x")
      #expect(unknown.status == 3)
      #expect(unknown.output == "")
      #expect(unknown.errors.hasPrefix("hatchet: workflow 'diamond' has no task 'x'\n"))
    }
  }

  @Test func aResultThatIsNotThereIsAnError() async throws {
    let hatchet = try await RunningHatchet.make(Self.yaml + "\n---\n" + Self.broken)
    let waiting = try await hatchet.client.enqueue("diamond")
    let early = await hatchet.hatchet("inspect", waiting, "--result")
    #expect(early.status == 6)
    #expect(early.output == "")
    try await hatchet.working {
      let run = try await hatchet.client.enqueue("broken")
      let result = await hatchet.hatchet("inspect", run, "--watch", "--result")
      #expect(result.status == 1)
      #expect(result.output == "", "stdout is for the result alone")
      #expect(result.errors.contains("broken  ✗ failed"))
    }
  }

  @Test func programsGetOneObject() async throws {
    let hatchet = try await RunningHatchet.make(Self.yaml)
    let waiting = try await hatchet.client.enqueue("diamond", input: #"{"big": 12345678901234567890, "a": 1}"#)
    let before = try JSONParser.parse(await hatchet.hatchet("inspect", waiting, "--json").output)
    #expect(before["status"] == "queued")
    #expect(before["started_at"] == .null)
    #expect(before["input"]?["big"]?.number?.text == "12345678901234567890")
    #expect(before["tasks"]?[0]?["waiting_reason"]?.string?.contains("no engine is running") == true)
    try await hatchet.working {
      let changes = await hatchet.hatchet("inspect", waiting, "--watch", "--json")
      #expect(changes.status == 0)
      let documents = try changes.lines.map { try JSONParser.parse($0) }
      let last = try #require(documents.last)
      #expect(last["id"] == .string(waiting))
      #expect(last["status"] == "completed")
      #expect(last["tasks"]?.array?.map { $0["name"] } == ["a", "b", "c", "d"])
      #expect(last["tasks"]?[3]?["needs"] == ["b", "c"])
      #expect(last["tasks"]?[1]?["attempts"]?.array?.map { $0["outcome"] } == ["failed", "completed"])
      #expect(last["tasks"]?[1]?["attempts"]?[0]?["exit_code"] == 1)
      #expect(zip(documents, documents.dropFirst()).allSatisfy { $0 != $1 })
    }
  }

  @Test func whatIsNoRunIsSaid() async throws {
    let hatchet = try await RunningHatchet.make(Self.yaml)
    #expect(await hatchet.hatchet("inspect", "last").status == 3)
    let wrong = await hatchet.hatchet("inspect", "run one")
    #expect(wrong.status == 2)
    #expect(wrong.errors.hasPrefix("hatchet: 'run one' is not the id of a run\n"))
    #expect(await hatchet.hatchet("inspect", "x", "--task", "t").status == 2)
    #expect(await hatchet.hatchet("inspect", "x", "--json", "--result").status == 2)
  }
}

extension String {
  /// What stands behind the last occurrence, or everything.
  func components(after text: String) -> String {
    var rest = self[...]
    while let range = rest.firstRange(of: text) { rest = rest[range.upperBound...] }
    return String(rest)
  }
}

import ChildProcess
import Testing

/// A child that nobody has waited for the start of.
@Suite struct ChildBeginTests {
  @Test func endsLikeAnyOther() async throws {
    let child = try Child.begin(shell("echo out; echo err >&2; exit 3"))
    var lines: [String] = []
    for await batch in try #require(child.errorLines) { lines += batch.map(\.text) }
    let result = try await child.end()
    #expect(lines == ["err"])
    #expect(result.exit == .exited(3))
    #expect(text(result.output) == "out\n")
    #expect(child.processID > 1)
  }

  @Test func whatKeptItFromStartingIsToldAtItsEnd() async throws {
    let child = try Child.begin(SpawnRequest(["/nowhere/at-all"]))
    for await batch in try #require(child.errorLines) { Issue.record("\(batch)") }
    await #expect { try await child.end() } throws: { ($0 as? ChildProcessError)?.code == .notFound }
    #expect(child.processID == 0)
    child.stop()
  }

  /// Whether it is there by then or not.
  @Test func isStoppedAtOnce() async throws {
    for _ in 0..<20 {
      let child = try Child.begin(shell("trap '' TERM; while :; do sleep 1000; done"))
      child.stop(.kill)
      let result = try await child.end()
      #expect(result.stopped == .requested)
      #expect(result.exit == .signaled(.kill, coreDumped: false))
    }
  }

  /// Its pipes are watched only after some milliseconds: what it has written before its end is there nevertheless.
  @Test(arguments: [0, 2, 4, 5, 6, 8, 20])
  func nothingIsLostHoweverLongItLives(_ milliseconds: Int) async throws {
    try await withThrowingTaskGroup { group in
      for _ in 0..<20 {
        group.addTask {
          let child = try Child.begin(
            shell("echo log >&2; sleep 0.0\(milliseconds / 10)\(milliseconds % 10); seq 9000"))
          var lines: [String] = []
          for await batch in try #require(child.errorLines) { lines += batch.map(\.text) }
          let result = try await child.end()
          #expect(lines == ["log"])
          #expect(result.output.count == 43_893)
          #expect(!result.abandonedPipes)
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func aTimeLimitMayBeShorterThanItsStart() async throws {
    var request = shell("sleep 1000")
    request.timeLimit = .milliseconds(1)
    #expect(try await Child.begin(request).end().stopped == .timedOut)
  }
}

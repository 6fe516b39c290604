import ChildProcess
import Testing

@Suite struct ChildTests {
  @Test func runsAProgramAndTellsHowItEnded() async throws {
    let result = try await Child.run(SpawnRequest(["sh", "-c", "echo out; echo err >&2; exit 3"]))
    #expect(result.exit == .exited(3))
    #expect(result.output == Array("out\n".utf8))
    #expect(result.stopped == nil)
  }
}

import ChildProcess
import Testing

@Suite struct ProcessWatchTests {
  @Test func waitsForAnyProcess() async throws {
    let child = try await Child.spawn(SpawnRequest(["/bin/sleep", "1000"]))
    let watch = try #require(ProcessWatch(processID: child.processID))
    #expect(!watch.hasEnded)
    #expect(await watch.waitForEnd(within: .milliseconds(20)) == false)
    async let ended = watch.waitForEnd(within: .seconds(20))
    #expect(watch.signal(.kill))
    #expect(await ended)
    #expect(watch.hasEnded)
    #expect(await child.result().exit == .signaled(.kill, coreDumped: false))
    #expect(!watch.signal(.kill))
    #expect(await watch.waitForEnd(within: .zero))
  }

  @Test func thereIsNoneToWatch() {
    #expect(ProcessWatch(processID: 0) == nil)
    #expect(ProcessWatch(processID: .max) == nil)
  }
}

import Testing

@testable import Bench

@Suite struct ProcessorTimeTests {
  @Test func aProcessIsRead() {
    let status = ProcessStatus("42 (post (gres) x) S 7 42 42 0 -1 4194560 100 2 3 4 110 20 3000 400 20 0 1 0 5 6\n")
    #expect(status?.name == "post (gres) x")
    #expect(status?.parent == 7)
    #expect(status?.ticks == 130)
    #expect(status?.endedChildrenTicks == 3400)
  }

  @Test(arguments: [
    "", "42 postgres S 1", "42 (postgres) S 1 2 3", ")(", "42 (postgres) S x 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
  ])
  func whatIsNoProcessIsNot(line: String) {
    #expect(ProcessStatus(line) == nil)
  }

  @Test func thisOneIsThere() {
    #expect(ProcessStatus(of: 1) != nil)
    #expect(ProcessStatus(of: -1) == nil)
  }

  @Test func theMachineIsRead() {
    let text = "cpu  100 20 30 5000 600 7 8 9 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\ncpu1 1 1 1 1 1 1 1 1 0 0\nintr 4\n"
    #expect(MachineTime.ticks(text, processors: 2) == 174)
    // A container that may not use all of what it sees.
    #expect(MachineTime.ticks(text, processors: 1) == nil)
    #expect(MachineTime.ticks("cpu 1 2\n", processors: 0) == nil)
  }

  @Test func ourOwnTimeGoesOn() {
    let before = ProcessorTime.now(nil)
    var sum = 0
    repeat { sum &+= (0..<10_000).reduce(0, &+) } while ProcessorTime.now(nil).client == before.client
    #expect(sum > 0)
    #expect(ProcessorTime.peakMemory > 1 << 20)
  }
}

import TestSupport
import Testing

@testable import Leader

@Suite struct DoorbellTests {
  @Test func aRingThatNobodyWaitedForIsKept() async {
    let doorbell = Doorbell()
    doorbell.ring()
    doorbell.ring()
    #expect(await doorbell.wait(atMost: .seconds(60)))
    #expect(await !doorbell.wait(atMost: .milliseconds(1)))
  }

  @Test func aRingIsToldFromATimeOut() async {
    let doorbell = Doorbell()
    #expect(await !doorbell.wait(atMost: .milliseconds(1)))
    #expect(await !doorbell.wait(atMost: .zero))
    doorbell.ring()
    #expect(await doorbell.wait(atMost: .zero))
    #expect(await !doorbell.wait(atMost: .zero))
  }

  @Test func aRingEndsAWait() async {
    let doorbell = Doorbell()
    for _ in 0..<200 {
      let waiting = Task { await doorbell.wait(atMost: .seconds(60)) }
      let ringing = Task { doorbell.ring() }
      #expect(await waiting.value)
      await ringing.value
    }
  }

  @Test func aCancelledTaskDoesNotWait() async {
    let doorbell = Doorbell()
    for _ in 0..<100 {
      let waiting = Task { await doorbell.wait(atMost: .seconds(60)) }
      waiting.cancel()
      #expect(await !waiting.value)
    }
  }
}

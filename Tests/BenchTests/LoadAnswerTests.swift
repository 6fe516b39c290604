import Testing

@testable import Bench

@Suite struct LoadAnswerTests {
  /// A load of 100 runs/s.
  private static func answer(
    achieved: Double = 100, backlog: Int = 3, wait: Duration = .milliseconds(2), most: Double = 350
  ) throws -> LoadAnswer {
    let spread = try #require(Percentiles([wait]))
    return LoadAnswer(
      rate: 100,
      latency: Latency(rate: 100, achieved: achieved, start: spread, enqueue: spread, backlog: backlog),
      maximum: Throughput(runs: 1000, perSecond: most))
  }

  @Test func aLoadIsHeldWithRoom() throws {
    let answer = try Self.answer()
    #expect(answer.holds)
    #expect(answer.headroom == 3.5)
  }

  @Test(arguments: [
    (100.0, 3, 2, 99.0, "the most that got through is 99 runs/s"),
    (90.0, 3, 2, 350.0, "only 90 runs/s"),
    (100.0, 101, 2, 350.0, "101 were not finished"),
    (100.0, 3, 1001, 350.0, "waited longer than 1000 ms"),
  ]) func whatIsNotHeldHasAReason(achieved: Double, backlog: Int, wait: Int, most: Double, reason: String) throws {
    let answer = try Self.answer(achieved: achieved, backlog: backlog, wait: .milliseconds(wait), most: most)
    #expect(!answer.holds)
    #expect(answer.obstacle?.contains(reason) == true)
  }

  @Test(arguments: [(100.0, 20, false), (94.0, 0, true), (100.0, 51, true)])
  func aRateIsTooHighIfItDoesNotGoThrough(achieved: Double, backlog: Int, isOverloaded: Bool) throws {
    #expect(try Self.answer(achieved: achieved, backlog: backlog).latency.isOverloaded == isOverloaded)
  }
}

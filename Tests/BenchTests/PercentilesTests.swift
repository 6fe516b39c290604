import Testing

@testable import Bench

@Suite struct PercentilesTests {
  private static func spread(_ milliseconds: [Int]) -> Percentiles? {
    Percentiles(milliseconds.map { .milliseconds($0) })
  }

  private static func expected(_ count: Int, _ p50: Double, _ p95: Double, _ p99: Double, _ max: Double)
    -> [Double]
  {
    [Double(count), p50, p95, p99, max]
  }

  @Test(arguments: [
    ([7], expected(1, 7, 7, 7, 7)),
    ([2, 1], expected(2, 1, 2, 2, 2)),
    ([3, 1, 2], expected(3, 2, 3, 3, 3)),
    (Array((1...20).reversed()), expected(20, 10, 19, 20, 20)),
    (Array(1...100), expected(100, 50, 95, 99, 100)),
    (Array(1...101), expected(101, 51, 96, 100, 101)),
    (Array(1...1000), expected(1000, 500, 950, 990, 1000)),
    (Array(repeating: 4, count: 30), expected(30, 4, 4, 4, 4)),
  ]) func eachIsTheValueOfItsRank(values: [Int], expected: [Double]) throws {
    let spread = try #require(Self.spread(values))
    #expect([Double(spread.count), spread.p50, spread.p95, spread.p99, spread.max] == expected)
  }

  @Test func fractionsOfAMillisecondStay() throws {
    let spread = try #require(Percentiles([.microseconds(1250), .nanoseconds(2_000_500)]))
    #expect(spread.p50 == 1.25)
    #expect(spread.max == 2.0005)
  }

  @Test func nothingHasNoSpread() {
    #expect(Percentiles([]) == nil)
  }
}

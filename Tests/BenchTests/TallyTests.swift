import Testing

@testable import Bench

@Suite struct TallyTests {
  @Test func theCourseIsCutIntoTenths() {
    let begin = ContinuousClock.now
    let moments = (1...100).map { begin + .milliseconds($0 * 100) }
    let course = Tally.Course(begin: begin, moments: moments)
    #expect(course.seconds == 10)
    #expect(course.perSecond == 10)
    #expect(course.tenths.map { Int($0.rounded()) } == Array(repeating: 10, count: 10))
    let slowing = Tally.Course(
      begin: begin, moments: (1...10).map { begin + .milliseconds($0 <= 5 ? $0 * 10 : 50 + ($0 - 5) * 100) })
    #expect(slowing.tenths.map { Int($0.rounded()) } == [100, 100, 100, 100, 100, 10, 10, 10, 10, 10])
  }

  @Test func theRateIsThatOfTheSteadyPart() {
    let begin = ContinuousClock.now
    // Nothing in the first 200 ms, then one a millisecond, and what was left at the end later.
    let moments = (200..<1000).map { begin + .milliseconds($0) } + [begin + .seconds(3)]
    #expect(Ground.steadyRate(moments, from: begin, to: begin + .seconds(1)) == 1000)
    // Too few to say: over all of it.
    #expect(Ground.steadyRate(Array(moments.suffix(3)), from: begin, to: begin + .milliseconds(10)) == 1)
    #expect(Ground.steadyRate([], from: begin, to: begin + .seconds(1)) == 0)
  }

  @Test func tooFewHaveNoTenths() {
    let begin = ContinuousClock.now
    #expect(Tally.Course(begin: begin, moments: [begin + .seconds(1)]).tenths.isEmpty)
    #expect(Tally.Course(begin: begin, moments: []).perSecond == 0)
  }
}

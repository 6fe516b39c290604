import Testing
import Workflows

@Suite struct PolicyTests {
  /// Trap 43: without a word there is a pause, and it grows.
  @Test func pauseDoublesFromOneSecondToItsMaximum() {
    let bounds = (1...12).map { Backoff().bound(beforeRetry: $0) }
    #expect(bounds == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map { Duration.seconds($0) })
    #expect(Backoff().bound(beforeRetry: .max) == .seconds(300))
  }

  /// Trap 44: the first pause is up to a second, whatever the factor.
  @Test func pauseFollowsItsFactor() {
    #expect(Backoff(factor: 0).bound(beforeRetry: 3) == .zero)
    #expect(Backoff(factor: 60).bound(beforeRetry: 1) == .seconds(1))
    #expect(Backoff(factor: 1).bound(beforeRetry: 1_000_000_000) == .seconds(1))
    #expect(Backoff(factor: 1.5).bound(beforeRetry: 3) == .milliseconds(2250))
    #expect(Backoff(factor: 1000, max: .seconds(86_400)).bound(beforeRetry: 1001) == .seconds(86_400))
    #expect(Backoff(max: .milliseconds(10)).bound(beforeRetry: 1) == .milliseconds(10))
  }

  @Test(arguments: LabelComparator.allCases) func numbersAreComparedByEach(comparator: LabelComparator) {
    let met = [4, 5, 6].map {
      DesiredLabel(key: "k", value: .number(5), comparator: comparator).isMet(by: .number($0))
    }
    let expected =
      switch comparator {
      case .equal: [false, true, false]
      case .notEqual: [true, false, true]
      case .greaterThan: [false, false, true]
      case .greaterThanOrEqual: [false, true, true]
      case .lessThan: [true, false, false]
      case .lessThanOrEqual: [true, true, false]
      }
    #expect(met == expected)
  }

  @Test(arguments: LabelComparator.allCases) func neitherAMissingLabelNorOneOfAnotherKindMeetsAny(
    comparator: LabelComparator
  ) {
    let number = DesiredLabel(key: "k", value: .number(5), comparator: comparator)
    #expect(!number.isMet(by: nil) && !number.isMet(by: .text("5")))
    let text = DesiredLabel(key: "k", value: .text("5"), comparator: comparator)
    #expect(!text.isMet(by: nil) && !text.isMet(by: .number(5)))
    #expect(text.isMet(by: .text("5")) == (comparator == .equal))
    #expect(text.isMet(by: .text("6")) == (comparator == .notEqual))
  }
}

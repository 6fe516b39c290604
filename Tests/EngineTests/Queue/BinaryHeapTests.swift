import Testing

@testable import Engine

@Suite struct BinaryHeapTests {
  @Test func tellsTheLeastInOrderAndKeepsThem() {
    var generator = SystemRandomNumberGenerator()
    for count in [0, 1, 2, 10, 1000] {
      var heap = BinaryHeap<Int>()
      for number in (0..<count).shuffled(using: &generator) { heap.push(number) }
      // Pops disturb the order in which it was filled.
      let popped = count / 3
      for _ in 0..<popped { heap.pop() }
      #expect(heap.least(64) { _ in true } == Array((popped..<count).prefix(64)))
      let even = (popped..<count).filter { $0.isMultiple(of: 2) }
      #expect(heap.least(10) { $0.isMultiple(of: 2) } == Array(even.prefix(10)))
      #expect(heap.count == count - popped)
    }
  }

  @Test func givesUpWhereNearlyNothingCounts() {
    let heap = BinaryHeap(Array(0..<10_000))
    #expect(heap.least(10) { $0 > 5000 } == [])
  }
}

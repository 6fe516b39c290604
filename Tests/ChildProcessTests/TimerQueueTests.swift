import TestRandom
import Testing

@testable import ChildProcess

@Suite struct TimerQueueTests {
  @Test func agreesWithASortedList() {
    let start = ContinuousClock.now
    for seed in UInt64(0)..<100 {
      var dice = Dice(seed: seed)
      var queue = TimerQueue<Int>()
      var model: [Int: Int] = [:]
      for _ in 0..<200 {
        let key = dice.roll(20)
        switch dice.roll(4) {
        case 0, 1:
          let due = dice.roll(1000)
          queue.set(key, due: start + .seconds(due))
          model[key] = due
        case 2:
          queue.remove(key)
          model[key] = nil
        default:
          let now = dice.roll(1000)
          let popped = queue.pop(at: start + .seconds(now))
          let least = model.values.min()
          #expect((popped != nil) == (least.map { $0 <= now } ?? false), "seed \(seed)")
          if let popped { #expect(model.removeValue(forKey: popped) == least, "seed \(seed)") }
        }
        #expect(queue.count == model.count, "seed \(seed)")
        #expect(queue.next == model.values.min().map { start + .seconds($0) }, "seed \(seed)")
      }
    }
  }
}

import TestRandom
import Testing

@testable import ChildProcess

@Suite struct LogLimiterTests {
  private func line(_ text: String) -> LogLine { LogLine(bytes: Array(text.utf8)) }

  @Test func keepsAllThatFits() {
    var limiter = LogLimiter(LogLimit(head: 4, tail: 4))
    #expect(limiter.append([line("a"), line("b")]).map(\.text) == ["a", "b"])
    #expect(limiter.append([line("c"), line("d")]).isEmpty)
    #expect(limiter.finish(elapsed: .zero).map(\.text) == ["c", "d"])
    #expect(limiter.droppedLines == 0)
  }

  @Test func dropsFromTheMiddleAndSaysHowMuch() {
    var limiter = LogLimiter(LogLimit(head: 4, tail: 4))
    #expect(limiter.append("abcdefg".map { line(String($0)) }).map(\.text) == ["a", "b"])
    let last = limiter.finish(elapsed: .zero)
    #expect(last.map(\.kind) == [.marker, .whole, .whole])
    #expect(last[0].text == "[hatchet dropped 3 lines, 6 bytes here: the log is over its limit]")
    #expect(last[1...].map(\.text) == ["f", "g"])
  }

  @Test func headIsClosedByTheFirstLineThatDoesNotFit() {
    var limiter = LogLimiter(LogLimit(head: 5, tail: 2))
    #expect(limiter.append([line("a"), line("bcdefgh"), line("i")]).map(\.text) == ["a"])
    #expect(limiter.finish(elapsed: .zero).map(\.text).last == "i")
    #expect(limiter.droppedLines == 1)
  }

  @Test func holdsItsInvariantsForAnyStream() {
    for seed in UInt64(0)..<300 {
      var dice = Dice(seed: seed)
      let limit = LogLimit(head: dice.roll(60), tail: dice.roll(60))
      let input = (0..<dice.roll(80)).map { line("\($0)" + String(repeating: "x", count: dice.roll(9))) }
      var limiter = LogLimiter(limit)
      var head: [LogLine] = []
      var rest = input[...]
      while !rest.isEmpty {
        let count = 1 + dice.roll(5)
        head += limiter.append(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
      var tail = limiter.finish(elapsed: .zero)
      let size = { (lines: [LogLine]) in lines.reduce(0) { $0 + $1.bytes.count + 1 } }
      let markers = tail.prefix { $0.kind == .marker }.count
      #expect(markers == (limiter.droppedLines > 0 ? 1 : 0), "seed \(seed)")
      tail.removeFirst(markers)
      #expect(size(head) <= limit.head && size(tail) <= limit.tail, "seed \(seed)")
      // What is kept is a prefix and a suffix, and what is between them is what was counted.
      #expect(head == Array(input.prefix(head.count)), "seed \(seed)")
      #expect(tail == Array(input.suffix(tail.count)), "seed \(seed)")
      let dropped = input.dropFirst(head.count).dropLast(tail.count)
      #expect(dropped.count == limiter.droppedLines && size(Array(dropped)) == limiter.droppedBytes, "seed \(seed)")
      // And nothing is dropped that would have fitted.
      if let last = dropped.last { #expect(size(tail) + size([last]) > limit.tail, "seed \(seed)") }
      if let first = dropped.first { #expect(size(head) + size([first]) > limit.head, "seed \(seed)") }
    }
  }
}

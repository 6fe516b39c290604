import TestRandom
import Testing

@testable import ChildProcess

@Suite struct LineSplitterTests {
  private func cut(_ bytes: some Sequence<UInt8>, by splitter: inout LineSplitter) -> [LogLine] {
    Array(bytes).withUnsafeBytes { splitter.append($0, elapsed: .zero) }
  }

  private func lines(_ pieces: [String], limit: Int = 1000) -> [String] {
    var splitter = LineSplitter(limit: limit)
    var lines: [LogLine] = []
    for piece in pieces { lines += cut(piece.utf8, by: &splitter) }
    lines += splitter.finish(elapsed: .zero)
    return lines.map { $0.text + ($0.kind == .continued ? "…" : "") }
  }

  @Test(arguments: [
    ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]), ("a\n\nb\n", ["a", "", "b"]),
    ("a\r\nb\r\n", ["a", "b"]), ("10%\r20%\r30%\n", ["10%", "20%", "30%"]), ("\r10%\r\r20%", ["10%", "20%"]),
    ("a\r\r\nb", ["a", "b"]), ("\r\n", [""]), ("a\r", ["a"]), ("\r", []), ("a\n\r\nb", ["a", "", "b"]),
  ])
  func cutsAtLineEnds(_ text: String, _ expected: [String]) {
    #expect(lines([text]) == expected)
    #expect(lines(text.utf8.map { String(decoding: [$0], as: UTF8.self) }) == expected, "a byte at a time")
  }

  @Test func cutsLongLinesAndSaysSo() {
    #expect(lines(["abcdefghij\nk"], limit: 4) == ["abcd…", "efgh…", "ij", "k"])
    #expect(lines(["abcd\nefgh"], limit: 4) == ["abcd", "efgh"])
    #expect(lines(["abcde\n"], limit: 4) == ["abcd…", "e"])
  }

  @Test func tearsNoCharacter() {
    #expect(lines(["abcé\n"], limit: 4) == ["abc…", "é"])
    #expect(lines(["ab€d\n"], limit: 4) == ["ab…", "€d"])
    #expect(lines(["a😀\n"], limit: 4) == ["a…", "😀"])
    // Not UTF-8 at all: cut at the limit.
    var splitter = LineSplitter(limit: 4)
    let pieces = cut([0x80, 0x80, 0x80, 0x80, 0x80, 10], by: &splitter)
    #expect(pieces.map(\.bytes.count) == [4, 1])
  }

  @Test func losesNothingHoweverItIsCut() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      let seed = random.next()
      var dice = Dice(seed: seed)
      let alphabet: [UInt8] = [10, 13, 65, 66, 0xc3, 0xa9, 0, 0xf0, 0x9f, 0x98, 0x80, 0xff]
      let bytes = (0..<dice.roll(200)).map { _ in alphabet[dice.roll(alphabet.count)] }
      var splitter = LineSplitter(limit: 4 + dice.roll(8))
      var whole = splitter
      let expected = cut(bytes, by: &whole) + whole.finish(elapsed: .zero)
      var found: [LogLine] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = 1 + dice.roll(20)
        found += cut(rest.prefix(count), by: &splitter)
        rest = rest.dropFirst(count)
      }
      found += splitter.finish(elapsed: .zero)
      #expect(found == expected, "seed \(seed)")
      #expect(found.flatMap(\.bytes) == bytes.filter { $0 != 10 && $0 != 13 }, "seed \(seed)")
      #expect(found.last?.kind != .continued, "seed \(seed)")
    }
  }
}

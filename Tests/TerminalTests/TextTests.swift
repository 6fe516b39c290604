import Terminal
import TestRandom
import Testing
import Time

struct TextTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("ｱ", 1), ("Ａ", 2), ("한국", 4),
    ("\u{1112}\u{1161}\u{11ab}", 2),
    ("😀", 2), ("👨‍👩‍👧", 2), ("🇨🇭", 2), ("👍🏽", 2), ("❤", 1), ("❤️", 2), ("✓", 1), ("…", 1), ("\u{200b}", 0),
    ("\u{1b}[31m", 4), ("〈", 2), ("1️⃣", 2), ("×", 1),
  ])
  func measuresCells(text: String, width: Int) {
    #expect(CellWidth.of(text) == width)
  }

  @Test(arguments: [
    ("hello", 5, "hello"), ("hello", 4, "hel…"), ("hello", 1, "…"), ("hello", 0, ""), ("日本語", 5, "日本…"),
    ("日本語", 4, "日…"),
    ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
  ])
  func truncates(text: String, width: Int, expected: String) {
    let cut = Fitting.truncate(text, to: width)
    #expect(cut == expected)
    #expect(CellWidth.of(cut) <= width)
  }

  @Test func padsByCells() {
    #expect(Fitting.pad("日", to: 4) == "日  ")
    #expect(Fitting.pad("12", to: 4, .right) == "  12")
    #expect(Fitting.pad("12345", to: 4) == "12345")
    #expect(Fitting.truncate("hello", to: 4, ellipsis: "...") == "h...")
    #expect(Fitting.truncate("hello", to: 2, ellipsis: "...") == "..")
  }

  @Test func wraps() {
    #expect(Fitting.wrap("the quick brown fox\n\njumps", to: 10) == ["the quick", "brown fox", "", "jumps"])
    #expect(Fitting.wrap("incomprehensible word", to: 5) == ["incomprehensible", "word"])
  }

  @Test(arguments: [
    ("plain", "plain"), ("a\nb\tc", "a\\nb\\tc"), ("\u{1b}[2J", "^[[2J"), ("\u{0}\u{7}\u{7f}", "^@^G^?"),
    ("\u{9b}31m", "\\u{9b}31m"),
    ("abc\u{202e}fed", "abc\\u{202e}fed"), ("\r\n", "^M\\n"), ("é日😀", "é日😀"), ("a\u{2028}b", "a\\u{2028}b"),
  ])
  func showsControls(text: String, expected: String) {
    #expect(SafeText.line(text) == expected)
  }

  @Test func keepsOnlyColourOfLogs() {
    let colored = Look(hasColor: true)
    let plain = Look(hasColor: false)
    #expect(SafeText.logLine("\u{1b}[1;31mred\u{1b}[0m", look: colored) == "\u{1b}[1;31mred\u{1b}[0m\u{1b}[0m")
    #expect(SafeText.logLine("\u{1b}[1;31mred\u{1b}[0m", look: plain) == "red")
    #expect(SafeText.logLine("\u{1b}]0;title\u{7}", look: colored) == "^[]0;title^G")
    #expect(SafeText.logLine("\u{1b}[2Jx", look: colored) == "^[[2Jx")
    #expect(SafeText.logLine("\u{1b}[31", look: colored) == "^[[31")
    #expect(SafeText.logLine("a\tb\r", look: plain) == "a       b")
    #expect(SafeText.logLine("12345678\tb", look: plain) == "12345678        b")
    #expect(SafeText.logLine("10%\r20%", look: plain) == "10%^M20%")
  }

  @Test func neverLetsAControlThrough() {
    var random = Dice(seed: 7)
    for _ in 0..<3000 {
      let bytes = (0..<20).map { _ in UInt8.random(in: 0...255, using: &random) }
      let text = String(decoding: bytes, as: UTF8.self)
      for safe in [SafeText.line(text), SafeText.logLine(text, look: Look())] {
        #expect(!safe.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) })
      }
    }
  }

  @Test func formatsNumbers() {
    let counts = [0, 999, 1000, 12_345, 1_234_567, -1234].map { HumanText.count($0) }
    #expect(counts == ["0", "999", "1,000", "12,345", "1,234,567", "-1,234"])
    let bytes = [0, 999, 1000, 1250, 9999, 45_000_000, 1_200_000_000, Int.max].map { HumanText.bytes($0) }
    #expect(bytes == ["0 B", "999 B", "1 kB", "1.2 kB", "9.9 kB", "45 MB", "1.2 GB", "9.2 EB"])
    #expect(HumanText.bytes(UInt64.max) == "18 EB")
    #expect(HumanText.count(Int64.min) == "-9,223,372,036,854,775,808")
    #expect([0, 1, 2].map { HumanText.counted($0, "run") } == ["0 runs", "1 run", "2 runs"])
    #expect(HumanText.counted(2, "entry", plural: "entries") == "2 entries")
  }

  @Test func formatsRelativeTimes() {
    let now = Timestamp(microseconds: 1_795_469_789_000_000)
    func text(_ seconds: Int) -> String { HumanText.relative(now + .seconds(seconds), now: now) }
    #expect([0, -3, -59, -60, -7200, -90_000].map(text) == ["now", "3s ago", "59s ago", "1m ago", "2h ago", "1d ago"])
    #expect([3, 7200].map(text) == ["in 3s", "in 2h"])
    #expect(HumanText.relative(Timestamp(microseconds: .min), now: Timestamp(microseconds: .max)) == "106751991d ago")
  }
}

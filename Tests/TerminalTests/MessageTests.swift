import Terminal
import Testing

struct MessageTests {
  private let plain = Look()

  @Test func speaksLikeGit() {
    let message = Message(
      "unable to open 'x.yaml'", cause: "No such file or directory", hint: "hatchet quickstart\nmakes one")
    #expect(
      message.lines(look: plain) == [
        "hatchet: unable to open 'x.yaml': No such file or directory",
        "hint: hatchet quickstart",
        "hint: makes one",
      ])
    #expect(Message("slow").lines(program: "warning", look: plain) == ["warning: slow"])
  }

  @Test func colorsTheBeginnings() {
    #expect(
      Message("no", hint: "yes").lines(look: Look(hasColor: true)) == [
        "\u{1b}[31mhatchet:\u{1b}[0m no", "\u{1b}[33mhint:\u{1b}[0m yes",
      ])
  }

  @Test func showsThePlace() {
    let contents = "name: x\ntasks:\n  a: {neds: [b]}\r\n"
    let source = SourceExcerpt(file: "x.yaml", line: 3, column: 7, length: 4, contents: contents)
    #expect(
      Message("unknown key 'neds'", hint: "did you mean 'needs'?", source: source).lines(look: plain) == [
        "x.yaml:3:7: unknown key 'neds'",
        " 3 │   a: {neds: [b]}",
        "   │       ^~~~",
        "hint: did you mean 'needs'?",
      ])
  }

  @Test(arguments: [
    ("日本: x", 3, 1, "    ^"), ("\tx", 2, 1, "  ^"), ("abc", 4, 1, "   ^"), ("abc", 99, 5, "   ^"), ("abc", 0, 1, "^"),
    ("abc", 2, 99, " ^~"), ("a日b", 2, 1, " ^~"), ("\u{1b}x", 2, 1, "  ^"), ("abc", .max, .max, "   ^"),
    ("abc", .min, .min, "^"),
  ])
  func putsTheCaretUnderTheCell(text: String, column: Int, length: Int, caret: String) {
    let lines = Message("m", source: SourceExcerpt(file: "f", line: 12, column: column, length: length, text: text))
      .lines(look: Look(isUnicode: false))
    #expect(lines.last == "    | " + caret)
  }

  /// Of a long line the part around the caret, which stays under what is meant.
  @Test(arguments: [26, 40, 80, 100, 200, 500], [1, 30, 100, 150, 196])
  func showsOfALongLineWhatATerminalHasRoomFor(width: Int, column: Int) throws {
    let text = (0..<40).map { "\(1000 + $0)" }.joined(separator: " ") + "\t日本"
    for look in [Look(), Look(isUnicode: false)] {
      let source = SourceExcerpt(file: "f", line: 12, column: column, length: 4, text: text)
      let lines = Message("m", source: source).lines(look: look, width: width)
      let (shown, caret) = (lines[1], lines[2])
      #expect(CellWidth.of(shown) <= width && CellWidth.of(caret) <= width, "\(shown)")
      let meant = Array(text.unicodeScalars)[(column - 1)..<(column + 3)].map { String($0) }.joined()
      let cells = Array(shown).drop { $0 != "│" && $0 != "|" }.dropFirst(2)
      let place = try #require(Array(caret).drop { $0 != "│" && $0 != "|" }.dropFirst(2).firstIndex(of: "^"))
      let first = Array(caret).firstIndex { $0 == "│" || $0 == "|" }! + 2
      #expect(String(cells.dropFirst(place - first).prefix(4)) == meant)
      #expect(width < 500 || shown.hasSuffix(text.replacing("\t", with: "  ")))
    }
    // Where it is not known how much room there is.
    let plain = Message("m", source: SourceExcerpt(file: "f", line: 1, column: 1, text: text)).lines(look: Look())
    #expect(CellWidth.of(plain[1]) <= 165 && CellWidth.of(plain[1]) >= 150)
  }

  @Test func leavesOutALineThatIsNotThere() {
    for line in [0, 9, -1, Int.max] {
      let source = SourceExcerpt(file: "f", line: line, column: 1, contents: "a\n")
      #expect(Message("m", source: source).lines(look: plain) == ["f:\(line):1: m"])
    }
  }

  @Test func letsNoControlThrough() {
    let message = Message(
      "bad '\u{1b}[2J'", hint: "\u{7}", source: SourceExcerpt(file: "\u{1b}", line: 1, column: 1, text: "\u{9b}"))
    #expect(!message.lines(look: plain).joined().unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x9B })
  }
}

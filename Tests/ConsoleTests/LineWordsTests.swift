import Arguments
import TestRandom
import Testing

@testable import Console

@Suite struct LineWordsTests {
  @Test(arguments: [
    ("", []),
    ("   ", []),
    ("runs list", ["runs", "list"]),
    ("  runs \t list  ", ["runs", "list"]),
    ("enqueue 'a b'", ["enqueue", "a b"]),
    ("enqueue \"a b\"", ["enqueue", "a b"]),
    ("enqueue a\\ b", ["enqueue", "a b"]),
    ("a '' \"\" b", ["a", "", "", "b"]),
    ("a'b'\"c\"d", ["abcd"]),
    ("'it'\\''s'", ["it's"]),
    ("'a\\b'", ["a\\b"]),
    ("\"a\\b\\\"\\\\\\$\\`\"", ["a\\b\"\\$`"]),
    ("--input '{\"day\": \"a\"}'", ["--input", "{\"day\": \"a\"}"]),
    ("$HOME * ~ `x` a;b |c", ["$HOME", "*", "~", "`x`", "a;b", "|c"]),
    ("a # b", ["a"]),
    ("# a b", []),
    ("a#b '#' \\#c", ["a#b", "#", "#c"]),
    ("a \\\n b", ["a", "b"]),
    ("a\\\nb", ["ab"]),
    ("'a\nb'", ["a\nb"]),
    ("é 'ü ö' 👩‍👩‍👧", ["é", "ü ö", "👩‍👩‍👧"]),
  ])
  func splits(_ line: String, _ words: [String]) {
    let read = LineWords(line[...])
    #expect(read.texts == words)
    #expect(read.end == line.endIndex)
  }

  @Test(arguments: [
    ("a 'b", LineWords.Open.quote("'")), ("a \"b", .quote("\"")), ("a \"b\\\"", .quote("\"")), ("a '\\'", .nothing),
    ("a \\", .backslash), ("a # 'b", .comment), ("a 'b'", .nothing), ("a \"'\"", .nothing), ("\"a\\", .quote("\"")),
  ])
  func knowsWhatIsOpen(_ line: String, _ open: LineWords.Open) {
    #expect(LineWords(line[...]).open == open)
  }

  @Test func endsWithTheLineNotWithinQuotes() {
    let text = "echo 'a\nb' c\r\nrest"
    let read = LineWords(text[...])
    #expect(read.texts == ["echo", "a\nb", "c"])
    #expect(text[read.end...] == "\r\nrest")
  }

  @Test(arguments: [("a b", "b"), ("a 'b c", "'b c"), ("a b\\ c", "b\\ c"), ("a x\"b", "x\"b")])
  func knowsWhereTheLastWordBegins(_ line: String, _ word: String) throws {
    let read = LineWords(line[...])
    #expect(read.isTyping)
    #expect(line[try #require(read.words.last).start...] == word)
  }

  @Test func nothingIsBeingTypedAfterABlank() {
    #expect(!LineWords("a b "[...]).isTyping)
    #expect(!LineWords(""[...]).isTyping)
  }

  /// Any text, quoted in any way, is one word again.
  @Test func quotedTextIsOneWord() {
    var random = Dice(seed: 1)
    for _ in 0..<3000 {
      let text = random.text(of: "ab '\"\\#$`é=-@\n", upTo: 8)
      for quote: Character? in ["'", "\"", nil] where !text.isEmpty || quote != nil {
        let line = "x " + LineWords.quoted(text, quote) + " y"
        #expect(LineWords(line[...]).texts == ["x", text, "y"], "\(line)")
      }
    }
  }

  /// The two readers of command lines, here and in Arguments, must not differ in what they both do.
  @Test func agreesWithShellWords() {
    var random = Dice(seed: 2)
    var compared = 0
    for _ in 0..<3000 {
      let line = random.text(of: "ab '\"\\$é  ", upTo: 12)
      let read = LineWords(line[...])
      let words = try? ShellWords.split(line)
      if read.open == .nothing {
        #expect(words == read.texts, "\(line)")
        compared += 1
      } else if case .quote = read.open {
        #expect(words == nil, "\(line)")
      }
    }
    #expect(compared > 1000)
  }
}

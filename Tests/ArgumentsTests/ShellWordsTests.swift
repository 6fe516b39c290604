import Arguments
import Testing

@Suite struct ShellWordsTests {
  @Test(arguments: [
    ("a  b\tc", ["a", "b", "c"]),
    (#"--input '{"day":"x y"}'"#, ["--input", #"{"day":"x y"}"#]),
    (#"a"b c"d '' """#, ["ab cd", "", ""]),
    (#"a\ b "\"\n" '\n'"#, ["a b", #""\n"#, #"\n"#]),
    ("a | b", ["a", "|", "b"]),
    ("", []),
  ])
  func splitsAsAShellDoes(_ line: String, _ words: [String]) throws {
    #expect(try ShellWords.split(line) == words)
  }

  @Test(arguments: ["'a", "\"a", "a'b\"c'd\""])
  func aQuoteMustBeClosed(_ line: String) {
    #expect(throws: ArgumentError.self) { try ShellWords.split(line) }
  }
}

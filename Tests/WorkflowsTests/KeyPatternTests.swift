import TestRandom
import Testing
import Workflows

@Suite struct KeyPatternTests {
  /// Trap 35: nothing but the star is special.
  @Test(arguments: [
    ("a", ["a"], ["", "A", "aa", "ab", "ba"]),
    ("upload:*", ["upload:", "upload:x", "upload:a:b", "upload:*"], ["upload", "Upload:x", "xupload:x"]),
    ("*", ["a", "*", "a*b", "ü", " "], []),
    ("**", ["a", "ab"], []),
    ("*:done", [":done", "a:done", "a:b:done", ":done:done"], ["done", "a:done:", "a:doneb"]),
    ("a*b", ["ab", "axb", "aab", "abb", "abab"], ["a", "b", "ba", "abx", "xab"]),
    ("a*a", ["aa", "aaa", "aba"], ["a", "ab"]),
    ("aba*aba", ["abaaba", "abaxaba", "abababa"], ["aba", "ababa", "abaab"]),
    ("*ab*", ["ab", "xaby", "aab", "aabb"], ["a", "ba", "axb"]),
    ("a*b*c*", ["abc", "axbxcx", "abbcc", "abcabc"], ["acb", "ab", "xabc"]),
    ("*aab*", ["aaab", "aaaab", "xaabx"], ["aaa", "abab"]),
    ("*ab*ba*", ["abba", "ababa", "ab-ba"], ["aba", "ba-ab"]),
    // Nothing but the star is special.
    ("a_b", ["a_b"], ["axb", "ab"]),
    ("a%b", ["a%b"], ["axxb", "ab"]),
    ("a?", ["a?"], ["ab", "a"]),
    ("[ab]", ["[ab]"], ["a", "b"]),
    ("a\\*", ["a\\", "a\\x"], ["a*", "a"]),
    ("a.b+", ["a.b+"], ["axb", "a.bb"]),
    ("_*%", ["_%", "_x%"], ["a%", "_x"]),
    // Bytes count, not how they are shown.
    ("caf\u{E9}*", ["caf\u{E9}", "caf\u{E9}:x"], ["cafe\u{301}", "cafe"]),
    ("*\u{301}", ["e\u{301}", "\u{301}"], ["\u{E9}"]),
    ("a*\u{301}b", ["a\u{301}b", "ax\u{301}b"], ["ab"]),
  ])
  func matches(_ pattern: String, _ matching: [String], _ others: [String]) {
    let pattern = KeyPattern(pattern)
    for key in matching { #expect(pattern.matches(key), "'\(pattern.text)' and '\(key)'") }
    for key in others { #expect(!pattern.matches(key), "'\(pattern.text)' and '\(key)'") }
  }

  @Test(arguments: [
    ("a:b", "a:b", true), ("a:*", "a:", false), ("*", "", false), ("a*b*", "a", false),
    ("a\u{301}*", "a\u{301}", false),
    ("a*\u{301}", "a", false),
  ])
  func tellsWhatItBeginsWith(_ text: String, _ prefix: String, _ isExact: Bool) {
    #expect(Array(KeyPattern(text).literalPrefix.utf8) == Array(prefix.utf8))
    #expect(KeyPattern(text).isExact == isExact)
  }

  /// Against the definition, on few letters, where beginnings and ends overlap.
  @Test(arguments: 0..<40) func matchesWhatTheDefinitionSays(_ seed: UInt64) {
    var random = Dice(seed: seed)
    for _ in 0..<500 {
      let pattern = (0..<Int.random(in: 0...9, using: &random)).map { _ in random.pick(["a", "b", "*"]) }.joined()
      let key = (0..<Int.random(in: 0...14, using: &random)).map { _ in random.pick(["a", "b"]) }.joined()
      let compiled = KeyPattern(pattern)
      #expect(compiled.matches(key) == Self.isMatch(Array(pattern.utf8), Array(key.utf8)), "'\(pattern)' and '\(key)'")
      if compiled.matches(key) { #expect(key.utf8.starts(with: compiled.literalPrefix.utf8)) }
      // A key that is made by putting something for each star matches.
      let made = pattern.split(separator: "*", omittingEmptySubsequences: false).joined(
        separator: random.pick(["", "a", "ab", "*"]))
      #expect(compiled.matches(made), "'\(pattern)' and '\(made)'")
    }
  }

  /// What makes an expression matcher go back again and again.
  @Test func takesNoLongerForWhatNearlyMatches() {
    let key = String(repeating: "a", count: 200_000) + "c"
    let pattern = KeyPattern(String(repeating: "*aaaaaaaaab", count: 40))
    let half = KeyPattern("*" + String(repeating: "a", count: 100_000) + "b*")
    var matches: [Bool] = []
    let time = ContinuousClock().measure { matches = [pattern.matches(key), half.matches(key)] }
    #expect(matches == [false, false])
    #expect(time < .seconds(5))
  }

  /// Which beginnings of the key each beginning of the pattern matches.
  private static func isMatch(_ pattern: [UInt8], _ key: [UInt8]) -> Bool {
    var reached = [Bool](repeating: false, count: key.count + 1)
    reached[0] = true
    for byte in pattern {
      var next = [Bool](repeating: false, count: key.count + 1)
      for place in 0...key.count {
        if byte == UInt8(ascii: "*") {
          next[place] = reached[place] || (place > 0 && next[place - 1])
        } else if place > 0 {
          next[place] = reached[place - 1] && key[place - 1] == byte
        }
      }
      reached = next
    }
    return reached[key.count]
  }
}

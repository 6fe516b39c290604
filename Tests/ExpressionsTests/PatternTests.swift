import Testing

@testable import Expressions

@Suite struct PatternTests {
  private func matches(_ pattern: String, _ text: String) throws -> Bool {
    var budget = Budget(.standard)
    return try Pattern(pattern).matches(text, &budget)
  }

  @Test(arguments: [
    ("abc", "xabcx", true), ("^abc$", "xabc", false), ("a|b|", "c", true), ("^(a|b)+$", "abba", true),
    ("a{2,3}b", "aab", true),
    ("^a{2}$", "aaa", false), ("a{,2}", "a{,2}", true), ("x{a}", "x{a}", true), ("^[a-c]+$", "abc", true),
    ("[^a]", "a", false),
    ("[]a]", "]", true), ("[a-]", "-", true), ("^\\d+\\.\\d*$", "12.5", true), ("\\bfoo\\b", "a foo b", true),
    ("\\Bfoo", "foo", false),
    ("^\\w+\\s\\S$", "ab c", true), ("[[:alpha:]]+", "1a", true), ("[[:^digit:]]", "1", false),
    ("^[\\d-]+$", "1-2", true),
    ("(?i)ABC", "xaBc", true), ("(?i:a)b", "AB", false), ("(?i)[a-z]", "Q", true), ("(?i)É", "é", true),
    ("a.c", "a\nc", false),
    ("(?s)a.c", "a\nc", true), ("(?m)^b$", "a\nb\nc", true), ("^b$", "a\nb\nc", false), ("\\Aa\\z", "a", true),
    ("(?P<n>a)(?<m>b)", "ab", true),
    ("^\\Qa.b\\E+$", "a.bbb", true), ("\\Qa.b\\E", "a.b", true), ("\\x41\\x{1F600}", "A😀", true),
    ("\\pL+\\p{Nd}", "é1", true),
    ("\\PL", "a", false), ("a*?b", "aab", true), ("^$", "", true), ("\\.", ".", true), ("a\\/b", "a/b", true),
    ("^.$", "é", true),
    ("(a+)(b*)c", "aac", true), ("[^\\n]", "\n", false), ("[\\]]", "]", true), ("^(?:a|b(?:c|d))$", "bd", true),
    ("[^\\W]", "a", true),
  ])
  func texts(pattern: String, text: String, expected: Bool) throws {
    #expect(try matches(pattern, text) == expected, "\(pattern) on \(text)")
  }

  @Test(arguments: [
    "(", ")", "a**", "*a", "[a", "[b-a]", "\\1", "(?=a)", "(?<=a)", "(?!a)", "\\k", "a{1001}", "a{2,1}", "\\p{Nope}",
    "[[:nope:]]", "\\",
    "(?", "x{2}{3}", "\\x{110000}", "((((a{100}){100}){100}){100})", "{1}",
  ])
  func mistakes(pattern: String) {
    #expect(throws: Failure.self) { try matches(pattern, "a") }
  }
}

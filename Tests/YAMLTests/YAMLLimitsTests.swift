import Testing
import YAML

@Suite struct YAMLLimitsTests {
  @Test func billionLaughsAreCutShort() {
    var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
    for level in 1..<40 {
      let alias = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(alias)]\n"
    }
    expectTooLarge(text, "f:6:30: the text stands for more than 400000 values or 16777216 bytes")
  }

  @Test func mergesAreCutShort() {
    var text = "a0: &a0 {" + (0..<1000).map { "k\($0): x" }.joined(separator: ", ") + "}\n"
    for level in 1..<1000 { text += "b\(level): {<<: *a0}\n" }
    expectTooLarge(text, nil)
  }

  @Test func longTextsBroughtInOftenAreCutShort() {
    let text = "a: &a " + String(repeating: "x", count: 1 << 20) + "\nb: [" + String(repeating: "*a,", count: 16) + "]"
    expectTooLarge(text, "f:2:47: the text stands for more than 400000 values or 16777216 bytes")
  }

  @Test func depthIsBounded() throws {
    let fits = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
    #expect(try YAMLStream(SourceText(fits, file: "f")).documents.count == 1)
    expectTooLarge("[" + fits + "]", "f:1:257: values nest deeper than 256 levels")
    // libyaml has a limit of its own; whichever is met first, it must not be the stack.
    expectTooLarge(String(repeating: "[", count: 1_000_000), "f:1:257: values nest deeper than 256 levels")
    expectTooLarge(String(repeating: "- ", count: 1000), "f:1:513: values nest deeper than 256 levels")
  }

  @Test func depthThroughAliasesIsBounded() {
    var text = "a0: &a0 [x]\n"
    for level in 1..<300 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    expectTooLarge(text, "f:256:14: alias '*a254' nests deeper than 256 levels")
  }

  @Test func bytesAreBounded() {
    expectTooLarge(
      String(repeating: "x", count: 4 << 20 + 1), "f:1:1: the text has 4194305 bytes, over the limit of 4194304")
  }

  private func expectTooLarge(_ text: String, _ message: String?) {
    let error = #expect(throws: YAMLError.self) { try YAMLStream(SourceText(text, file: "f")) }
    #expect(error?.code == .tooLarge)
    if let message { #expect(error?.description == message) }
  }
}

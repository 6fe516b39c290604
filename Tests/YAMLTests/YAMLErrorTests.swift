import JSON
import Testing
import YAML

@Suite struct YAMLErrorTests {
  @Test(arguments: wrong) func isRefused(_ text: (yaml: String, code: YAMLError.Code, message: String)) {
    let error = #expect(throws: YAMLError.self) { try YAMLStream(SourceText(text.yaml, file: "f")) }
    #expect(error?.code == text.code)
    #expect(error?.description == text.message)
  }

  static let wrong: [(String, YAMLError.Code, String)] = [
    ("a: b: c", .syntax, "f:1:5: a ':' is not allowed here"),
    ("a: [1, 2\nb: 3", .syntax, "f:2:2: a ',' or ']' is missing in the list, begun on line 1"),
    ("a:\n  - 1\n - 2", .syntax, "f:3:2: a key is expected here, begun on line 1"),
    ("\n\n\"abc", .syntax, "f:3:1: the quote is never closed"),
    ("a\n\tb: c", .syntax, "f:2:3: a ':' is not allowed here"),
    ("key\n: v", .syntax, "f:2:1: expected <document start>"),
    ("a: `x`", .syntax, "f:1:4: a value cannot start with '`'"),
    (#"{"a": "\ud83d"}"#, .syntax, "f:1:10: the escape stands for no character"),
    ("a: \u{1}", .encoding, "f:1:4: control character U+0001 in the text"),
    ("é: x\n\u{7F}", .encoding, "f:2:1: control character U+007F in the text"),
    ("a: *x", .badAlias, "f:1:4: unknown alias '*x'"),
    ("&x [1]\n---\n*x", .badAlias, "f:3:1: unknown alias '*x'"),
    ("&x [*x]", .badAlias, "f:1:5: alias '*x' stands inside of what it means"),
    ("&x {a: {b: *x}}", .badAlias, "f:1:12: alias '*x' stands inside of what it means"),
    ("<<: 3", .badMerge, "f:1:5: '<<' takes a mapping or a list of mappings, not a whole number"),
    ("<<: [{a: 1}, [2]]", .badMerge, "f:1:14: '<<' takes a mapping or a list of mappings, not a list"),
    ("!!int x", .badTag, "f:1:1: tag '!!int' does not fit this value"),
    ("!!set {a, b}", .badTag, "f:1:1: tag '!!set' does not fit this value"),
    ("!mine [a]", .badTag, "f:1:1: tag '!mine' does not fit this value"),
    ("!!map [a]", .badTag, "f:1:1: tag '!!map' does not fit this value"),
  ]

  @Test func bytesThatAreNotUTF8ArePlaced() {
    let bytes: [UInt8] = Array("é: 1\nb: caf".utf8) + [0xE9, 0x0A]
    let error = #expect(throws: YAMLError.self) { try YAMLStream(SourceText(bytes, file: "f")) }
    #expect(error?.description == "f:2:7: the text is not UTF-8")
    #expect(error?.code == .encoding)
  }

  @Test func duplicatesNameBothPlaces() throws {
    let text = "a: 1\nb: {c: 1, d: 2,\n  c: 3}\na: 2\n'a': 3\n"
    let stream = try YAMLStream(SourceText(text, file: "f"))
    #expect(
      stream.duplicates.map(\.description) == [
        "f:3:3: duplicate key 'c', first given on line 2", "f:4:1: duplicate key 'a', first given on line 1",
        "f:5:1: duplicate key 'a', first given on line 1",
      ])
    #expect(stream.duplicates.first?.related == YAMLMark(line: 2, column: 5))
    #expect(stream.duplicates.first?.end == YAMLMark(line: 3, column: 4))
    #expect(try stream.documents.first?.json(file: "f").description == #"{"a":1,"b":{"c":1,"d":2}}"#)
  }

  @Test(arguments: [
    ("a: .nan", "f:1:4: '.nan' is no number that JSON can hold"),
    ("? [a]\n: b", "f:1:3: a key must be text, not a list"),
  ]) func hasNoJSON(text: String, message: String) throws {
    let node = try #require(try YAMLStream(SourceText(text, file: "f")).documents.first)
    let error = #expect(throws: YAMLError.self) { try node.json(file: "f") }
    #expect(error?.description == message && error?.code == .notJSON)
  }
}

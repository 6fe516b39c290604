import JSON
import Testing

struct JSONParserTests {
  @Test func readsEveryKind() throws {
    let value = try JSONParser.parse(
      #" {"a": [1, -2.50e+3, true, false, null], "b": {"c": "x\"\\\/\b\f\n\r\té\u00e9\ud83d\ude00"}, "a": {}} "#)
    #expect(value["b"]?["c"] == "x\"\\/\u{8}\u{c}\n\r\té\u{e9}😀")
    #expect(value["a"] == .object([]))
    #expect(value.object?.keys == ["a", "b", "a"])
    let first = try #require(value.object?.members.first?.value)
    #expect(first[0]?.int64 == 1)
    #expect(first[1]?.number?.text == "-2.50e+3")
    #expect(first[1]?.double == -2500)
    #expect(first[2] == true)
    #expect(first[4]?.isNull == true)
    #expect(first[5] == nil)
    #expect(first[-1] == nil)
  }

  @Test func keepsTextThatIsEquivalentButNotEqualApart() throws {
    let value = try JSONParser.parse(#"{"\u00e9": 1, "e\u0301": 2}"#)
    #expect(value["\u{e9}"] == 1)
    #expect(value["e\u{301}"] == 2)
    #expect(JSONValue.string("\u{e9}") != .string("e\u{301}"))
  }

  @Test func keepsHalfASurrogateAsItIsWritten() throws {
    #expect(try JSONParser.parse(#""\ud83d""#) == #"\ud83d"#)
    #expect(try JSONParser.parse(#""\ud83d\u0041""#) == #"\ud83dA"#)
    #expect(try JSONParser.parse(#""\ude00\ud83d\ude00""#) == #"\ude00😀"#)
  }

  @Test(arguments: [
    ("", 1, 1, "expected a value, found the end of the text"),
    ("  ", 1, 3, "expected a value, found the end of the text"),
    ("{", 1, 2, "expected a key in double quotes, found the end of the text"),
    ("[1,\n 2,]", 2, 4, "expected a value, found ']'"),
    (#"{"a": 1,}"#, 1, 9, "expected a key in double quotes, found '}'"),
    ("{'a': 1}", 1, 2, "expected a key in double quotes, found '''"),
    (#"{"a" 1}"#, 1, 6, "expected ':', found '1'"),
    ("[1 2]", 1, 4, "expected ',' or ']', found '2'"),
    (#"{"a":1]"#, 1, 7, "expected ',' or '}', found ']'"),
    ("1 2", 1, 3, "unexpected text after the document"),
    ("01", 1, 2, "a number must not start with 0"),
    ("-", 1, 2, "expected a digit, found the end of the text"),
    ("1.", 1, 3, "expected a digit, found the end of the text"),
    ("1e+x", 1, 4, "expected a digit, found 'x'"),
    ("+1", 1, 1, "expected a value, found '+'"),
    ("nul", 1, 1, "expected a value, found 'n'"),
    ("True", 1, 1, "expected a value, found 'T'"),
    ("\"a\nb\"", 1, 3, "control character in a string"),
    (#""a\x""#, 1, 4, "invalid escape in a string"),
    (#""\u12g4""#, 1, 6, "expected four hexadecimal digits after '\\u', found 'g'"),
    ("\"abc", 1, 5, "unterminated string"),
    ("\u{feff}1", 1, 1, "expected a value, found a byte order mark"),
    ("[\"é\", \u{7}]", 1, 7, "expected a value, found a control character"),
    ("\u{a0}1", 1, 1, "expected a value, found '\u{a0}'"),
  ])
  func refuses(text: String, line: Int, column: Int, message: String) {
    let error = #expect(throws: JSONError.self) { try JSONParser.parse(text) }
    #expect(error?.message == message)
    #expect(error?.line == line)
    #expect(error?.column == column)
    #expect(!JSONScanner.isDocument(text.utf8))
  }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
      [0x22, 0xE2, 0x82, 0x22], [0x22, 0xF0, 0x9F, 0x98], [0x22, 0xE0, 0x9F, 0xBF, 0x22],
      [0x22, 0xF0, 0x8F, 0xBF, 0xBF, 0x22],
    ] as [[UInt8]])
  func refusesWhatIsNotUTF8(bytes: [UInt8]) {
    let error = #expect(throws: JSONError.self) { try JSONParser.parse(bytes) }
    #expect(error?.code == .encoding)
    #expect(error?.offset == 1)
  }

  @Test func boundsTheDepth() throws {
    let deepest = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
    #expect(try JSONWriter.text(JSONParser.parse(deepest)) == deepest)
    let mixed = String(repeating: #"{"a":["#, count: 256) + "1" + String(repeating: "]}", count: 256)
    #expect(try JSONWriter.text(JSONParser.parse(mixed)) == mixed)
    let error = #expect(throws: JSONError.self) { try JSONParser.parse(String(repeating: "[", count: 1_000_000)) }
    #expect(error?.code == .tooDeep)
    #expect(error?.column == 513)
  }

  /// A quadratic step would take minutes here.
  @Test(.timeLimit(.minutes(1))) func isLinear() throws {
    let members = (0..<100_000).map { "\"key\($0)\":\($0)" }
    let object = try JSONParser.parse("{" + members.joined(separator: ",") + "}")
    #expect((0..<100_000).allSatisfy { object["key\($0)"]?.int64 == Int64($0) })
    let escapes = try JSONParser.parse("\"" + String(repeating: "\\n", count: 500_000) + "\"")
    #expect(escapes.string?.utf8.count == 500_000)
  }
}

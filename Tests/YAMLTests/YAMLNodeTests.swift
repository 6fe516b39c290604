import JSON
import Testing
import YAML

@Suite struct YAMLNodeTests {
  @Test func nodesRememberWhereTheyStand() throws {
    let text = """
      # a comment
      name: é "x"   # another
      list:
        - one
        - {a: 'two', b: [3]}

      last: |
        text
      """
    let node = try #require(try YAMLStream(SourceText(text, file: "f")).documents.first)
    let pairs = try #require(node.pairs)
    #expect(places(node) == "2:1-8:7")
    #expect(pairs.map { places($0.key) } == ["2:1-2:5", "3:1-3:5", "7:1-7:5"])
    #expect(pairs.map { places($0.value) } == ["2:7-2:12", "4:3-5:23", "7:7-8:7"])
    let flow = try #require(node["list"]?.items?.last)
    #expect(places(flow) == "5:5-5:23")
    #expect(try places(#require(flow["a"])) == "5:9-5:14")
    #expect(try places(#require(flow["b"])) == "5:19-5:22")
  }

  @Test func whatAnAliasBringsInStandsAtTheAlias() throws {
    let node = try #require(
      try YAMLStream(SourceText("a: &x [1, 2]\nb: *x\n", file: "f")).documents.first)
    let copy = try #require(node["b"])
    #expect(places(copy) == "2:4-2:6")
    #expect(copy.items?.map(places) == ["1:8-1:9", "1:11-1:12"])
  }

  @Test func kindsAreInWords() throws {
    let text = "[~, true, 1, 1.5, .inf, x, '1', [], {}]"
    let items = try #require(try YAMLStream(SourceText(text, file: "f")).documents.first?.items)
    #expect(
      items.map(\.kind) == [
        "nothing", "true or false", "a whole number", "a number", "a number", "text", "text", "a list", "a mapping",
      ])
  }

  @Test(arguments: documents) func isThisInJSON(_ document: (yaml: String, json: String)) throws {
    let nodes = try YAMLStream(SourceText(document.yaml, file: "f")).documents
    #expect(try nodes.map { try $0.json(file: "f").description }.joined(separator: " ") == document.json)
  }

  static let documents = [
    ("", ""), ("# nothing\n", ""), ("---\n", "null"), ("a\n---\nb\n---\n", #""a" "b" null"#),
    ("%YAML 1.2\n---\na: 1", #"{"a":1}"#),
    ("\u{FEFF}a: 1", #"{"a":1}"#),
    ("a: 1\r\nb: |\r\n  x\r\n  y\r\n", #"{"a":1,"b":"x\ny\n"}"#),
    ("{z: 1, a: 2, m: {}}", #"{"z":1,"a":2,"m":{}}"#),
    ("1: a\ntrue: b\n~: c\n", #"{"1":"a","true":"b","~":"c"}"#),
    (">\n  a\n  b\n\n  c\n", #""a b\nc\n""#),
    ("{a: &x {b: [1, &y two]}, c: *x, d: *y}", #"{"a":{"b":[1,"two"]},"c":{"b":[1,"two"]},"d":"two"}"#),
    ("&x a: *x", #"{"a":"a"}"#),
    ("[&x 1, *x, &x 2, *x]", "[1,1,2,2]"),
    ("a: &b {x: 1, y: 2}\nc: {<<: *b, y: 3, z: 4}", #"{"a":{"x":1,"y":2},"c":{"y":3,"z":4,"x":1}}"#),
    ("<<: [{x: 1}, {x: 2, y: 3}]\nz: 0", #"{"z":0,"x":1,"y":3}"#),
    ("'<<': [{x: 1}]", #"{"<<":[{"x":1}]}"#),
    ("a: &b {<<: {x: 1}}\nc: {<<: *b}", #"{"a":{"x":1},"c":{"x":1}}"#),
    (#"{"a": "\u00e9\/\ud83d\ude00\\ud83d\ude00"}"#.replacing("\\\\ud83d\\ude00", with: ""), #"{"a":"é/😀"}"#),
    (#"["\ud83d\ude00", "\\ud83d\\ude00"]"#, #"["😀","\\ud83d\\ude00"]"#),
    ("{\"a\":\t[1,\n\t2]}", #"{"a":[1,2]}"#),
  ]

  @Test func jsonReadsBack() throws {
    let json: JSONValue = ["a": [nil, true, false, -1, 1.5, "1", "<<", "é\u{7F}\n"], "<<": [:], "z": [[]], "": ""]
    #expect(try YAMLNode(json).json(file: "f") == json)
  }

  @Test func ofAKeyThatComesTwiceInJSONTheLastCounts() throws {
    let json = try JSONParser.parse(#"{"a":1,"b":2,"a":3}"#)
    #expect(try YAMLNode(json).json(file: "f").description == #"{"b":2,"a":3}"#)
  }

  private func places(_ node: YAMLNode) -> String {
    "\(node.start.line):\(node.start.column)-\(node.end.line):\(node.end.column)"
  }
}

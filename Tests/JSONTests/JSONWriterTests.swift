import JSON
import Testing

struct JSONWriterTests {
  let value: JSONValue = ["b": [1, 2.5, [], [:]], "a": ["x": nil, "long": "a\"b\\\n\u{1}é"], "b2": true]

  @Test func writesCompactly() {
    #expect(
      JSONWriter.text(value) == #"{"b":[1,2.5,[],{}],"a":{"x":null,"long":"a\"b\\\n\u0001é"},"b2":true}"#)
    #expect("\(value)" == JSONWriter.text(value))
  }

  @Test func writesPrettily() {
    let expected = #"""
      {
        "b": [
          1,
          2.5,
          [],
          {}
        ],
        "a": {
          "x": null,
          "long": "a\"b\\\n\u0001é"
        },
        "b2": true
      }
      """#
    #expect(JSONWriter.text(value, .pretty) == expected)
  }

  @Test func writesCanonically() throws {
    let left = try JSONParser.parse(#"{"b":1,"\u0061":{"z":1,"y":[{"q":1,"p":2}]},"b":2,"é":0,"~":0}"#)
    let right = try JSONParser.parse(#" {"~":0, "é":0, "a": {"y":[{"p":2,"q":1}],"z":1}, "b":2} "#)
    #expect(JSONWriter.text(left, .canonical) == #"{"a":{"y":[{"p":2,"q":1}],"z":1},"b":2,"~":0,"é":0}"#)
    #expect(left != right)
    #expect(left.checksum == right.checksum)
    #expect(left.checksum != value.checksum)
    #expect(JSONValue.object([]).checksum == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")
  }

  @Test func escapesBytesThatAreNoText() throws {
    let bytes: [UInt8] = [0x61, 0xFF, 0x00, 0xC3, 0xA9, 0xC3, 0x0A, 0xED, 0xA0, 0x80]
    let value = JSONValue.string(escaping: bytes)
    #expect(value == .string("a\\xff\\x00é\\xc3\n\\xed\\xa0\\x80"))
    #expect(JSONWriter.text(value) == #""a\\xff\\x00é\\xc3\n\\xed\\xa0\\x80""#)
    #expect(try JSONParser.parse(JSONWriter.bytes(value)) == value)
    #expect(JSONString.escaping(sequence(first: UInt8(0x41)) { $0 < 0x43 ? $0 + 1 : nil }) == "ABC")
  }
}

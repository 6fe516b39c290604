import JSON
import Testing

@testable import Expressions

@Suite struct ValueTests {
  @Test(arguments: [
    ("1", "int"), ("-9223372036854775808", "int"), ("9223372036854775808", "double"), ("1.0", "double"),
    ("1e2", "double"),
    ("null", "null_type"), ("true", "bool"), ("\"a\"", "string"), ("[]", "list"), ("{}", "map"),
  ])
  func typesOfJSON(json: String, type: String) throws {
    #expect(ExpressionValue(try JSONParser.parse(json)).typeName == type)
  }

  @Test(arguments: [
    #"{"a":1,"b":[true,null,"x"],"c":{"d":1.5}}"#, "[]", "{}", "0", #""é""#, "-1", "[[[[]]]]", "9223372036854775807",
  ])
  func jsonComesBack(json: String) throws {
    #expect(JSONWriter.text(ExpressionValue(try JSONParser.parse(json)).jsonValue()) == json)
  }

  @Test func theLastOfTwoKeysCounts() throws {
    let value = ExpressionValue(try JSONParser.parse(#"{"a":1,"a":2}"#))
    #expect(JSONWriter.text(value.jsonValue()) == #"{"a":2}"#)
  }

  @Test func largeMapsAreIndexed() throws {
    var map = ExpressionMap()
    let areNew = (0..<1000).allSatisfy { map.insert(.int($0), .int($0 * 2)) }
    let isNew = map.insert(.uint(999), .null)
    #expect(areNew && !isNew && map.count == 1000)
    map.set(.uint(7), .null)
    #expect(map.count == 1000)
    if case .int(let found)? = map[.uint(500)] { #expect(found == 1000) } else { Issue.record("500 is missing") }
    #expect(map[.string("500")] == nil && map.value(of: FieldName("x")) == nil)
  }

  @Test(arguments: ["", "a", "ab", "abc", "abcd", "\u{0}\u{7F}é😀"])
  func base64ComesBack(text: String) {
    #expect(Base64.decode(Base64.encode(Array(text.utf8))) == Array(text.utf8))
  }

  @Test func base64IsStrict() {
    #expect(Base64.encode([0xFF, 0xEF]) == "/+8=")
    #expect(Base64.decode("/+8") == [0xFF, 0xEF])
    for text in ["a", "a===", "====", "a b=", "é", "aGk=a"] { #expect(Base64.decode(text) == nil, "\(text)") }
  }
}

import JSON
import Testing

struct JSONValueTests {
  @Test func readsNumbers() {
    #expect(JSONNumber("12")?.int64 == 12)
    #expect(JSONNumber("-9223372036854775808")?.int64 == .min)
    #expect(JSONNumber("9223372036854775808")?.int64 == nil)
    #expect(JSONNumber("9223372036854775807.0")?.int64 == nil)
    #expect(JSONNumber("1e3")?.int64 == 1000)
    #expect(JSONNumber("1.0")?.int64 == 1)
    #expect(JSONNumber("1.5")?.int64 == nil)
    #expect(JSONNumber("-0")?.int64 == 0)
    #expect(JSONNumber("1e999")?.double == nil)
    #expect(JSONNumber("1e999")?.int64 == nil)
    #expect(JSONNumber("5e-324")?.double == .leastNonzeroMagnitude)
    for text in ["", " 1", "1 ", "01", "1.", ".5", "+1", "0x1", "NaN", "1e", "--1"] { #expect(JSONNumber(text) == nil) }
    #expect(JSONNumber(Double.infinity) == nil)
    #expect(JSONValue.double(.nan) == .null)
    #expect(JSONValue.int(UInt64.max).number?.text == "18446744073709551615")
  }

  @Test func findsTheLastOfDuplicates() {
    for count in [2, 100] {
      var object = JSONObject((0..<count).map { ("key", .int($0)) })
      #expect(object["key"] == .int(count - 1))
      object["key"] = "set"
      #expect(object.count == count)
      #expect(object["key"] == "set")
      object["other"] = 1
      #expect(object.keys.last == "other")
      object["key"] = nil
      #expect(object.keys == ["other"])
      #expect(object["key"] == nil)
      #expect(object["other"] == 1)
    }
  }

  @Test func objectsAreEqualHoweverTheyWereMade() {
    let pairs = (0..<30).map { ("k\($0)", JSONValue.int($0)) }
    var grown = JSONObject()
    for (key, value) in pairs { grown.append(key, value) }
    #expect(grown == JSONObject(pairs))
    #expect(Set([grown, JSONObject(pairs)]).count == 1)
  }

  @Test func setsMembers() {
    var value: JSONValue = nil
    value["a"] = 1
    value["b"] = ["x": "y"]
    #expect(value == ["a": 1, "b": ["x": "y"]])
    value["a"] = nil
    #expect(value == ["b": ["x": "y"]])
    #expect(value["b"]?["x"]?.string == "y")
    #expect(value["b"]?[0] == nil)
    #expect(value.typeName == "object")
  }
}

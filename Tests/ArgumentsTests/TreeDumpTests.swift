import Arguments
import JSON
import Testing

@Suite struct TreeDumpTests {
  private func node(_ path: String...) throws -> JSONValue {
    var node = try #require(try JSONParser.parse(sample.description.json)["command"])
    for word in path {
      let children = node["sections"]?.array?.flatMap { $0["commands"]?.array ?? [] } ?? []
      node = try #require(children.first { $0["name"]?.string == word })
    }
    return node
  }

  @Test func itIsVersioned() throws {
    let dump = try JSONParser.parse(sample.description.json)
    #expect(dump["format"] == 1)
    #expect(dump["name"] == "hatchet")
    #expect(dump["exit_status"]?[1] == ["name": "2", "summary": "the command line is wrong"])
  }

  @Test func aParameterIsDescribedInFull() throws {
    let parameters = try #require(try node("runs", "list")["parameters"]?.array)
    #expect(
      parameters.first { $0["name"] == "output" } == [
        "name": "output", "kind": "option", "short": "o", "placeholder": "FORMAT", "summary": "Print in this form",
        "section": "output options", "required": false, "repeats": false, "negatable": false, "default": "table",
        "accepted": "one of table, json, jsonl, csv", "choices": ["table", "json", "jsonl", "csv"],
        "environment": "HATCHET_OUTPUT", "setting": nil, "visibility": "shown",
      ])
  }

  @Test func commandsSayWhatTheyAre() throws {
    let list = try node("runs", "list")
    #expect(list["aliases"] == ["ls"] && list["runs"] == true)
    #expect(
      list["rules"] == [
        ["kind": "exclusive", "names": ["output", "json"]], ["kind": "requires", "names": ["after", "limit"]],
      ])
    #expect(try node("runs")["runs"] == false)
    #expect(try node("cp")["visibility"] == ["deprecated": "use 'copy'"])
  }
}

import JSON
import Testing

@testable import Commands

@Suite struct ExpressionCommandTests {
  /// No database is named, and the private one cannot be started: none is asked for.
  private func hatchet(_ words: String..., input: Input = Input(""), folder: String = "/tmp") async -> CommandResult {
    await CommandResult.of(["expression"] + words, environment: ["PATH": "/nowhere"], input: input, directory: folder)
  }

  @Test func aVariableComesFromAFileOrStandardInput() async throws {
    let folder = try ScratchFolder()
    try folder.write("in.json", #"{"size": 250}"#)
    try folder.write("wrong.json", "{")
    let file = await hatchet("input.size", "--var", "input=@in.json", folder: folder.path)
    #expect(file.output == "250\n" && file.status == 0)
    for name in ["@-", "-"] {
      let piped = await hatchet(
        "input.size + n", "--var", "input=\(name)", "--var", "n=1", input: Input(#"{"size": 7}"#))
      #expect(piped.output == "8\n")
    }
    #expect(await hatchet("a", "--var", "a=@-", "--var", "b=-", input: Input("1")).status == 2)
    #expect(await hatchet("a", "--var", "a=@none.json", folder: folder.path).status == 3)
    let wrong = await hatchet("a", "--var", "a=@wrong.json", folder: folder.path)
    #expect(wrong.status == 2 && wrong.errors.hasPrefix("wrong.json:1:2: "), "\(wrong.errors)")
  }

  @Test func casesOfSeveralFilesAreRun() async throws {
    let folder = try ScratchFolder()
    try folder.write("a.json", #"[{"name": "one", "expr": "1", "value": {"int": "2"}}]"#)
    try folder.write("b.json", #"[{"name": "two", "expr": "2", "value": {"int": "2"}}]"#)
    let result = await hatchet("--cases", "a.json", "--cases", "b.json", folder: folder.path)
    #expect(result.status == 1)
    #expect(
      result.lines == [
        #"{"name":"one","passed":false,"file":"a.json","got":{"int":"1"}}"#,
        #"{"name":"two","passed":true,"file":"b.json"}"#,
      ])
    #expect(await hatchet("--cases", "b.json", "--cases", "b.json", folder: folder.path).status == 0)
  }

  @Test func resultsAreJSON() async {
    let number = await hatchet("input.size > 100", "--var", #"input={"size": 250}"#)
    #expect(number.status == 0 && number.output == "true\n" && number.errors == "")
    let map = await hatchet("{'a': [1, 2.5, null], 'b': b'\\xff'}")
    #expect(map.output == "{\"a\":[1,2.5,null],\"b\":\"/w==\"}\n")
    let text = await hatchet("key + '-' + string(input.n + 1)", "--var", "key=\"k\"", "--var", "input={\"n\":41}")
    #expect(text.output == "\"k-42\"\n")
  }

  @Test func aMistakeHasACaret() async {
    let result = await hatchet("input.size > 100 && inptu.region == 'eu'", "--var", "input={}")
    #expect(result.status == 1 && result.output == "")
    #expect(
      result.errors == """
        expression:1:21: unknown variable 'inptu'
         1 │ input.size > 100 && inptu.region == 'eu'
           │                     ^~~~~
        hint: did you mean 'input'?

        """)
  }

  @Test func anErrorOfTheEvaluationHasOne() async {
    let result = await hatchet("input.size\n  > 100", "--var", "input={}")
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("expression:1:7: no such key: 'size'\n 1 │ input.size\n   │       ^~~~\n"))
  }

  @Test func whatIsNoJSONIsRefused() async {
    #expect(await hatchet("a", "--var", "a={").status == 2)
    #expect(await hatchet("a", "--var", "a").status == 2)
    #expect(await hatchet().status == 2)
    #expect(await hatchet("a", "--cases", "cases.json").status == 2)
  }

  @Test func casesAreRun() async throws {
    let folder = try ScratchFolder()
    try folder.write(
      "cases.json",
      """
      [{"name": "sum", "expr": "1 + 1", "value": {"int": "2"}},
       {"name": "error", "expr": "1 / 0", "error": ["division by zero"]},
       {"name": "bound", "expr": "a.b", "bindings": {"a.b": {"uint": "3"}}, "value": {"uint": "3"}},
       {"name": "wrong", "expr": "1u", "value": {"int": "1"}},
       {"name": "unwanted", "expr": "2", "error": ["any"]},
       {"name": "no case"}]
      """)
    let result = await hatchet("--cases", "cases.json", folder: folder.path)
    #expect(result.status == 1 && result.errors == "")
    #expect(
      result.lines == [
        #"{"name":"sum","passed":true}"#, #"{"name":"error","passed":true}"#, #"{"name":"bound","passed":true}"#,
        #"{"name":"wrong","passed":false,"got":{"uint":"1"}}"#,
        #"{"name":"unwanted","passed":false,"got":{"int":"2"}}"#,
        #"{"name":"no case","passed":false,"got":{"error":"this is no case"}}"#,
      ])
    try folder.write("none.json", "{}")
    #expect(await hatchet("--cases", "none.json", folder: folder.path).status == 2)
    #expect(await hatchet("--cases", "missing.json", folder: folder.path).status == 3)
  }
}

import JSON
import Terminal
import Testing

@testable import Commands

@Suite struct ProgramTests {
  private let nowhere = ["HATCHET_DATABASE_URL": "postgresql:///x?host=/nonexistent"]

  @Test func unknownWordsAreUsageErrors() async {
    for words in [["bogus"], ["--bogus"], ["runs"], ["runs", "bogus"], ["enqueue"], ["enqueue", "x", "--bogus"]] {
      let result = await CommandResult.of(words, environment: nowhere)
      #expect(result.status == 2, "\(words)")
      #expect(result.output.isEmpty, "\(words)")
      #expect(result.errors.hasPrefix("hatchet: "), "\(words)")
      #expect(result.errors.contains("try 'hatchet"), "\(words)")
    }
  }

  @Test func suggestsWhatWasMeant() async {
    let result = await CommandResult.of(["enqeue", "x"], environment: nowhere)
    #expect(result.errors == "hatchet: unknown command 'enqeue'; did you mean 'enqueue'?\ntry 'hatchet --help'\n")
  }

  @Test func noDatabaseIsStatus4() async {
    let result = await CommandResult.of(["enqueue", "x"], environment: nowhere)
    #expect(result.status == 4)
    #expect(result.errors.hasPrefix("hatchet: unable to connect to '/nonexistent:5432'"))
  }

  @Test func errorsForProgramsAreTheLastLine() async throws {
    for words in [["enqueue", "x", "--json"], ["enqueue", "x", "-o", "json"], ["enqueue", "x", "--output=jsonl"]] {
      let result = await CommandResult.of(words, environment: nowhere)
      #expect(result.status == 4)
      let last = try #require(result.errors.split(separator: "\n").last)
      let error = try #require(try JSONParser.parse(String(last))["error"])
      #expect(error["code"]?.string == "unreachable")
      #expect(error["message"]?.string?.hasPrefix("unable to connect") == true)
    }
    let usage = await CommandResult.of(["bogus", "--json"], environment: nowhere)
    #expect(usage.errors.contains(#"{"error":{"code":"usage","message":"unknown command 'bogus'","hint":null}}"#))
  }

  @Test func wordsBehindTwoDashesAskForNothing() {
    #expect(!FailureReport.wantsJSON(["x", "--", "--json"]))
    #expect(!FailureReport.wantsJSON(["x", "-o", "table"]))
    #expect(FailureReport.wantsJSON(["x", "-ojson"]))
  }

  @Test func aReaderThatLeftEndsItQuietly() {
    let report = FailureReport(TerminalError(code: .brokenPipe, message: "gone"))
    #expect(report.status == 0)
    #expect(report.lines(surface: Surface(isTerminal: false), isVerbose: true, asJSON: true).isEmpty)
  }

  @Test func colourGoesByTheFlag() async {
    let result = await CommandResult.of(["--color", "always", "bogus"], environment: nowhere)
    #expect(result.errors.hasPrefix("\u{1b}[31mhatchet:\u{1b}[0m"))
  }

  @Test func aNamespaceThatCannotBe() async {
    let result = await CommandResult.of(["runs", "list", "--namespace", "No Good"], environment: nowhere)
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("hatchet: 'No Good' cannot be a namespace\nhint: "))
  }
}

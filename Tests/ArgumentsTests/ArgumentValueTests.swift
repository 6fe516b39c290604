import Arguments
import Testing

@Suite struct ArgumentValueTests {
  private func parse<Value: ArgumentValue>(_ type: Value.Type, _ text: String) -> Result<Value, ArgumentError> {
    Result { () throws(ArgumentError) in try Value(argument: text) }
  }

  private func refusal<Value: ArgumentValue>(_ type: Value.Type, _ text: String) -> String? {
    if case .failure(let error) = parse(type, text) { error.message } else { nil }
  }

  @Test(arguments: [
    ("250ms", Duration.milliseconds(250)), ("90s", .seconds(90)), ("5m", .seconds(300)), ("2h", .seconds(7200)),
    ("7d", .seconds(604_800)), ("1h30m", .seconds(5400)), ("0", .zero),
  ])
  func durations(_ text: String, _ duration: Duration) throws {
    #expect(try Duration(argument: text) == duration)
    #expect(try Duration(argument: try #require(duration.argumentText)) == duration)
  }

  @Test(arguments: ["", "5", "s", "1x", "-1s", "1h 30", "99999999999999999999d", "9223372036854775807h", "１s"])
  func noDurations(_ text: String) {
    #expect(refusal(Duration.self, text) == "expected a duration such as 250ms, 90s, 5m, 1h30m or 7d")
  }

  @Test func numbersSayWhatTheyAre() throws {
    #expect(try Int(argument: "-12") == -12)
    #expect(refusal(Int.self, "1.5") == "expected a whole number")
    #expect(refusal(Int.self, "") == "expected a whole number")
    #expect(refusal(Int.self, "-") == "expected a whole number")
    #expect(refusal(UInt16.self, "70000") == "expected a whole number from 0 to 65535")
    #expect(try Double(argument: "0.5") == 0.5)
    #expect(refusal(Double.self, "nan") == "expected a number")
  }

  @Test func booleansComeFromTheEnvironment() throws {
    for text in ["1", "true", "YES", "on"] { #expect(try Bool(argument: text)) }
    for text in ["0", "false", "No", "off"] { #expect(try !Bool(argument: text)) }
    #expect(refusal(Bool.self, "2") == "expected true or false")
  }

  @Test func enumerationsListTheirChoices() throws {
    #expect(try Status(argument: "failed") == .failed)
    #expect(Status.accepted == "one of queued, waiting, running, completed, failed")
    #expect(Status?.completion == .choices(Status.allCases.map { Choice($0.rawValue) }))
  }

  @Test func timesAreCheckedNowAndResolvedLater() throws {
    for text in ["now", "10m ago", "in 2h", "2026-11-23", "2026-11-23T21:36:29Z", "1h"] {
      #expect(try TimeArgument(argument: text).text == text)
    }
    #expect(refusal(TimeArgument.self, "tomorrow")?.hasPrefix("expected a time such as") == true)
  }
}

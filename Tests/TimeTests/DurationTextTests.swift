import TestRandom
import Testing
import Time

struct DurationTextTests {
  @Test(arguments: [
    ("250ms", 250_000), ("90s", 90_000_000), ("5m", 300_000_000), ("2h", 7_200_000_000), ("7d", 604_800_000_000),
    ("1h30m", 5_400_000_000), ("1h 30m", 5_400_000_000), ("1d2h3m4s5ms", 93_784_005_000), ("0", 0), ("0s", 0),
    ("1.5h", 5_400_000_000), ("2.3s", 2_300_000), ("0.001ms", 1), ("0.0001ms", 0), ("007s", 7_000_000),
    ("106751991d", 9_223_372_022_400_000_000),
  ])
  func reads(text: String, microseconds: Int64) throws {
    #expect(try DurationText.parse(text) == .microseconds(microseconds))
  }

  @Test(arguments: [
    ("", "invalid duration ''"),
    ("abc", "invalid duration 'abc'"),
    ("-5s", "invalid duration '-5s'"),
    ("5", "invalid duration '5': '5' has no unit"),
    ("1h30", "invalid duration '1h30': '30' has no unit"),
    ("5w", "invalid duration '5w': unknown unit 'w'"),
    ("5µs", "invalid duration '5µs': unknown unit 'µs'"),
    ("5S", "invalid duration '5S': unknown unit 'S'"),
    ("30m1h", "invalid duration '30m1h': 'h' is repeated, or comes after a smaller unit"),
    ("1h1h", "invalid duration '1h1h': 'h' is repeated, or comes after a smaller unit"),
    (" 5s", "invalid duration ' 5s'"),
    ("5s ", "invalid duration '5s '"),
    ("5 s", "invalid duration '5 s': '5' has no unit"),
    (".5s", "invalid duration '.5s'"),
    ("5.s", "invalid duration '5.s'"),
    ("1.2.3s", "invalid duration '1.2.3s'"),
    ("٣s", "invalid duration '٣s'"),
  ])
  func refuses(text: String, message: String) {
    #expect(throws: TimeError(code: .invalidDuration, message: message, hint: DurationText.expectation)) {
      try DurationText.parse(text)
    }
  }

  @Test(arguments: ["106751992d", "99999999999999999999999999999s", "9223372036854775807d", "106751991d999999999h"])
  func refusesWhatDoesNotFit(text: String) {
    let error = #expect(throws: TimeError.self) { try DurationText.parse(text) }
    #expect(error?.code == .outOfRange)
  }

  @Test(arguments: [
    (0, "0s"), (1, "<0.1ms"), (400, "0.4ms"), (2300, "2.3ms"), (9999, "9.9ms"), (850_999, "850ms"), (1_000_000, "1s"),
    (2_349_999, "2.3s"), (9_999_999, "9.9s"), (59_999_999, "59s"), (60_000_000, "1m"), (312_000_000, "5m 12s"),
    (5_400_000_000, "1h 30m"), (7_201_000_000, "2h"), (86_400_000_000, "1d"), (273_600_000_000, "3d 4h"),
    (-2_300_000, "-2.3s"), (Int64.max, "106751991d 4h"), (Int64.min, "-106751991d 4h"),
  ])
  func formatsForPeople(microseconds: Int64, text: String) {
    #expect(DurationText.format(.microseconds(microseconds)) == text)
  }

  @Test(arguments: [
    (0, "0s"), (250, "0.25ms"), (5_400_000_000, "1h30m"), (2_300_000, "2s300ms"), (90_000_001, "1m30s0.001ms"),
    (-1000, "-1ms"),
  ])
  func writesCanonically(microseconds: Int64, text: String) {
    #expect(DurationText.canonical(.microseconds(microseconds)) == text)
  }

  @Test func readsWhatItWrites() throws {
    var random = Dice(seed: 3)
    for shift in 1..<64 {
      for _ in 0..<30 {
        let duration = Duration.microseconds(Int64(random.next() >> UInt64(shift)))
        #expect(try DurationText.parse(DurationText.canonical(duration)) == duration)
      }
    }
  }
}
